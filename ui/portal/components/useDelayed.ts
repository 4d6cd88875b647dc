import { useEffect, useRef, useState } from 'react';

/** Milliseconds that typing has to pause before it is told. */
const PAUSE = 250;

/** A text that is told on when typing pauses, and that follows what is set from outside. */
export function useDelayed(value: string, onSettled: (text: string) => void): readonly [string, (text: string) => void] {
  const [text, setText] = useState(value);
  const [seen, setSeen] = useState(value);
  if (seen !== value) {
    setSeen(value);
    setText(value);
  }
  const latest = useRef(onSettled);
  useEffect(() => {
    latest.current = onSettled;
  });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const type = (typed: string) => {
    setText(typed);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => latest.current(typed.trim()), PAUSE);
  };
  return [text, type];
}
