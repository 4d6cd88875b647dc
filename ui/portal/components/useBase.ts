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

/** Whether two readings have the same values, of whatever the form edits. */
const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/**
 * Keeps what an edit is based on. Where somebody else was faster, the new state is read and becomes the base, and what
 * the person typed is left alone: saving again applies it to what is there now.
 *
 * `edited` is what of the thing the form is about. A newer reading that has changed elsewhere only, as another form for
 * the same thing leaves it, becomes the base without a word: nobody was overtaken.
 */
export function useBase<Thing extends { version: number } | null>(
  read: Thing,
  reload: () => Promise<Thing>,
  edited: (thing: Thing) => unknown = (whole) => whole,
): Base<Thing> {
  const [kept, setThing] = useState(read);
  const isNewer = read !== null && kept !== null && read.version > kept.version;
  const thing = isNewer && isSame(edited(read), edited(kept)) ? read : kept;
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
