import type { Trouble } from '@shared/features/delegation/types';
import { useCallback } from 'react';
import type { Problem } from '../../api/problem';
import { useProblemWords } from '../../components/useProblemWords';

/** Gives a failure in the words that the parts shared with the desktop show. */
export function useTrouble(): (problem: Problem | null) => Trouble | null {
  const words = useProblemWords();
  return useCallback(
    (problem) => {
      if (problem === null) return null;
      const isOffline = problem.code === 'unreachable';
      return { code: isOffline ? 'offline' : problem.code, message: isOffline ? '' : words.meaning(problem), fields: problem.fields };
    },
    [words],
  );
}
