import { useQueryClient } from '@tanstack/react-query';
import { toasts } from '@shared/components/toasts';
import { api, type DelegationAct } from '../../api/endpoints';
import { keys } from '../../api/keys';
import type { Delegation } from '../../api/types';
import { useAct } from '../../components/useAct';
import { useProblemWords } from '../../components/useProblemWords';
import { useT } from '../../i18n';

/** Codes after which what is shown is not what is there. */
const stale = new Set(['outdated', 'not_open', 'not_found']);

/** What is done to delegations by one press. The loser of a race is told in the server's words, and sees the new state. */
export function useDelegationActs(onDone: () => void = () => undefined) {
  const t = useT();
  const client = useQueryClient();
  const words = useProblemWords();
  const readAgain = () => client.invalidateQueries({ queryKey: [keys.lines] });
  const { run, isPending } = useAct(
    ({ delegation, act }: { delegation: Delegation; act: DelegationAct }) => api.act(delegation.id, act, delegation.version),
    {
      onDone: async ({ delegator, delegate }, { act }) => {
        if (act !== 'dismiss') toasts.show({ text: t(`delegating.did.${act}`, { delegator: delegator.name, delegate: delegate.name }) });
        onDone();
        await readAgain();
      },
      onProblem: (problem) => {
        toasts.show({ status: 'unavailable', text: `${words.title(problem)}. ${words.meaning(problem)}` });
        if (stale.has(problem.code)) {
          onDone();
          void readAgain();
        }
      },
    },
  );
  const ringing = useAct(
    ({ delegation, rings }: { delegation: Delegation; rings: boolean }) => api.setRinging(delegation.id, rings, delegation.version),
    { onDone: readAgain },
  );
  return {
    act: (delegation: Delegation, act: DelegationAct) => run({ delegation, act }),
    isPending,
    setRinging: (delegation: Delegation, rings: boolean) => ringing.run({ delegation, rings }),
    isRinging: ringing.isPending,
  };
}
