import { useState } from 'react';
import type { Problem } from '../api/problem';

/** What an edit is based on. */
export interface Base<Thing> {
  thing: Thing;
  /** Somebody else changed it while it was being edited, and `thing` is what they made of it. */
  isMoved: boolean;
  /** To be called with each problem of saving: an outdated edit is based anew. */
  onProblem: (problem: Problem) => void;
  /** To be called with what was saved, where the form stays. */
  take: (saved: Thing) => void;
}

/**
 * Keeps what an edit is based on. Where somebody else was faster, the new state is read and becomes the base, and what
 * the person typed is left alone: saving again applies it to what is there now.
 */
export function useBase<Thing>(read: Thing, reload: () => Promise<Thing>): Base<Thing> {
  const [thing, setThing] = useState(read);
  const [isMoved, setIsMoved] = useState(false);
  const onProblem = (problem: Problem) => {
    if (problem.code !== 'outdated') return;
    reload().then(
      (now) => {
        setThing(now);
        setIsMoved(true);
      },
      // The next attempt to save says what is wrong.
      () => undefined,
    );
  };
  const take = (saved: Thing) => {
    setThing(saved);
    setIsMoved(false);
  };
  return { thing, isMoved, onProblem, take };
}
