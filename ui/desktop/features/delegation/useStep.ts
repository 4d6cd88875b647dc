import { toasts } from '@shared/components/toasts';
import { useTroubleWords } from '@shared/features/delegation/TroubleNote';
import { useEffect, useRef } from 'react';
import { type Acting, type Problem, useAct } from '../../useAct';
import { troubleOf } from './useDelegating';

/**
 * An action of one press on a card. What went wrong is said in a toast that stays: the card may be gone by then, since
 * somebody else was faster.
 */
export function useStep(): Acting {
  const acting = useAct();
  const { problem } = acting;
  const words = useTroubleWords();
  const say = useRef<(found: Problem) => void>(() => undefined);
  useEffect(() => {
    say.current = (found) => {
      const { title, message, meaning } = words(troubleOf(found));
      toasts.show({ status: 'unavailable', text: [`${title}.`, message, meaning].filter((part) => part !== '').join(' ') });
    };
  });
  useEffect(() => {
    if (problem !== null) say.current(problem);
  }, [problem]);
  return acting;
}
