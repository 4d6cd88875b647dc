import { useQueryClient } from '@tanstack/react-query';
import { toasts } from '@shared/components/toasts';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import type { Delegation, Terms } from '../../api/types';
import { useAct } from '../../components/useAct';
import { useBase } from '../../components/useBase';
import { useT } from '../../i18n';

/** Saves other terms. Where somebody was faster, their state becomes the base, and saving again applies what was typed. */
export function useTermsEdit(delegation: Delegation, onDone: () => void) {
  const t = useT();
  const client = useQueryClient();
  const base = useBase(delegation, () => api.delegation(delegation.id));
  // What is shown may have been read again meanwhile; the person has seen that, so it is what they change.
  const version = Math.max(base.thing.version, base.isMoved ? 0 : delegation.version);
  const save = useAct((terms: Terms) => api.setTerms(delegation.id, terms, version), {
    onDone: async (saved) => {
      base.take(saved);
      toasts.show({ text: t('delegating.terms.saved', { name: saved.delegate.name }) });
      onDone();
      await client.invalidateQueries({ queryKey: [keys.lines] });
    },
    onProblem: (problem) => {
      base.onProblem(problem);
      void client.invalidateQueries({ queryKey: [keys.lines] });
    },
  });
  return { save, base };
}
