import { useMemo } from 'react';
import { isProblem, Problem } from '../api/problem';
import { useT } from '../i18n';

/** Gives what a failure is called and what it means. */
export function useProblemWords() {
  const t = useT();
  return useMemo(() => {
    const codeOf = (error: unknown) => (error instanceof Problem ? error.code : 'internal');
    return {
      title: (error: unknown) => t(`problem.${codeOf(error)}.title`),
      /** The server's own sentence where it says more than the code. */
      meaning: (error: unknown) => {
        if (isProblem(error, 'too_many_requests') && error.retryAfter !== undefined) {
          const minutes = Math.ceil(error.retryAfter / 60);
          return error.retryAfter < 60
            ? t('problem.wait_seconds', { count: error.retryAfter })
            : t('problem.wait_minutes', { count: minutes });
        }
        const specific = error instanceof Problem && specificCodes.has(error.code) && error.message !== '';
        return specific ? error.message : t(`problem.${codeOf(error)}.meaning`);
      },
    };
  }, [t]);
}

/** Codes that say little without the server's sentence. */
const specificCodes = new Set([
  'invalid',
  'conflict',
  'in_use',
  'needs_confirmation',
  'other_site',
  'forbidden_by_policy',
  'malformed',
  'forbidden',
  'outdated',
  'not_open',
  'limit_reached',
  'locked',
  'hindered',
  'no_callback_number',
  'needs_tls',
]);
