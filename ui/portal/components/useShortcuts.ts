import { useEffect, useRef, useState } from 'react';

const KEY = 'roamline.shortcuts';

/** Something with the focus takes typed letters itself. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input:not([type=checkbox]), textarea, select, [role=dialog], [role=alertdialog], [role=listbox], [role=menu]') !== null;
}

/**
 * Single keys that act on the page. They can be turned off (WCAG 2.1.4), which is remembered on this device, and they
 * rest while something is typed, while a dialog is open, and with modifier keys.
 */
export function useShortcuts(actions: Readonly<Record<string, () => void>>) {
  const [isOn, setIsOn] = useState(() => localStorage.getItem(KEY) !== 'off');
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    if (!isOn) return undefined;
    const press = (event: KeyboardEvent) => {
      const { key, altKey, ctrlKey, metaKey, repeat, target } = event;
      const isDialogOpen = document.querySelector('[role=dialog], [role=alertdialog]') !== null;
      if (altKey || ctrlKey || metaKey || repeat || isTyping(target) || isDialogOpen) return;
      const act = latest.current[key];
      if (act === undefined) return;
      event.preventDefault();
      // A table would take the letter for the beginning of a row's name.
      event.stopPropagation();
      act();
    };
    document.addEventListener('keydown', press, { capture: true });
    return () => document.removeEventListener('keydown', press, { capture: true });
  }, [isOn]);
  const turn = (on: boolean) => {
    if (on) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, 'off');
    setIsOn(on);
  };
  return { isOn, turn };
}
