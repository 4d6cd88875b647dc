import { useQueryClient } from '@tanstack/react-query';
import { toasts } from '@shared/components/toasts';
import { useState } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import type { Delegation, Terms } from '../../api/types';
import { useAct } from '../../components/useAct';
import { useT } from '../../i18n';

/** Saves other terms over the version that was read. Where somebody was faster, `latest` is what they made of it. */
export function useTermsEdit(delegation: Delegation, onDone: () => void) {
  const t = useT();
  const client = useQueryClient();
  const [read, setRead] = useState(delegation);
  const readAgain = () => client.invalidateQueries({ queryKey: [keys.lines] });
  const save = useAct(
    ({ terms, version }: { terms: Terms; version: number }) => api.setTerms(delegation.id, terms, version),
    {
      onDone: async (saved) => {
        setRead(saved);
        toasts.show({ text: t('delegating.terms.saved', { name: saved.delegate.name }) });
        onDone();
        await readAgain();
      },
      onProblem: (problem) => {
        if (problem.code !== 'outdated') return;
        // Where this fails, the next attempt to save says what is wrong.
        api.delegation(delegation.id).then(setRead, () => undefined);
        void readAgain();
      },
    },
  );
  return { save, latest: read.version > delegation.version ? read : delegation };
}
