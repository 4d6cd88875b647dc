import { useQueryClient } from '@tanstack/react-query';
import { toasts } from '@shared/components/toasts';
import { useState } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import { Problem } from '../../api/problem';
import type { Proposal } from '../../api/types';
import { useProblemWords } from '../../components/useProblemWords';
import { useT } from '../../i18n';

/** Decides on several proposals, one after the other: each stands or fails by itself, and the outcome says which. */
export function useBulk(onDone: () => void) {
  const t = useT();
  const client = useQueryClient();
  const words = useProblemWords();
  const [isPending, setIsPending] = useState(false);

  const each = async (proposals: readonly Proposal[], decide: (proposal: Proposal) => Promise<unknown>, done: (count: number) => string) => {
    setIsPending(true);
    const failed: string[] = [];
    for (const proposal of proposals) {
      try {
        await decide(proposal);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        failed.push(`${proposal.place.label}: ${words.title(error)}`);
      }
    }
    setIsPending(false);
    const count = proposals.length - failed.length;
    if (count > 0) toasts.show({ text: done(count) });
    if (failed.length > 0) {
      toasts.show({ status: 'unavailable', text: t('proposals.bulk.failed', { count: failed.length, list: failed.join('; ') }) });
    }
    await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === keys.company });
    onDone();
  };

  return {
    isPending,
    approve: (proposals: readonly Proposal[]) =>
      each(
        proposals,
        ({ id, version }) => api.approve(id, { version, outcome: { kind: 'as_proposed' } }),
        (count) => t('proposals.bulk.approved', { count }),
      ),
    reject: (proposals: readonly Proposal[], reason: string) =>
      each(
        proposals,
        ({ id, version }) => api.reject(id, reason, version),
        (count) => t('proposals.bulk.rejected', { count }),
      ),
  };
}
