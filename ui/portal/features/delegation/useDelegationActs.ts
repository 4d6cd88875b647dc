import { useQueryClient } from '@tanstack/react-query';
import { toasts } from '@shared/components/toasts';
import { api, type DelegationAct } from '../../api/endpoints';
import { keys } from '../../api/keys';
import type { Delegation } from '../../api/types';
import { useAct } from '../../components/useAct';
import { useProblemWords } from '../../components/useProblemWords';
import { useT } from '../../i18n';

/** Acts that a dialog asks about first, so that it says what became of them. */
const asked: ReadonlySet<DelegationAct> = new Set(['withdraw', 'end']);

/** What is done to delegations by one press. The loser of a race is told in the server's words, and sees the new state. */
export function useDelegationActs(onDone: () => void = () => undefined) {
  const t = useT();
  const client = useQueryClient();
  const words = useProblemWords();
  const readAgain = () => client.invalidateQueries({ queryKey: [keys.lines] });
  const acting = useAct(
    ({ delegation, act }: { delegation: Delegation; act: DelegationAct }) => api.act(delegation.id, act, delegation.version),
    {
      onDone: async ({ delegator, delegate }, { act }) => {
        if (act !== 'dismiss') toasts.show({ text: t(`delegating.did.${act}`, { delegator: delegator.name, delegate: delegate.name }) });
        onDone();
        await readAgain();
      },
      onProblem: (problem, { act }) => {
        if (!asked.has(act)) toasts.show({ status: 'unavailable', text: `${words.title(problem)}. ${words.meaning(problem)}` });
        void readAgain();
      },
    },
  );
  const ringing = useAct(
    ({ delegation, rings }: { delegation: Delegation; rings: boolean }) => api.setRinging(delegation.id, rings, delegation.version),
    { onDone: readAgain },
  );
  return {
    act: (delegation: Delegation, act: DelegationAct) => acting.run({ delegation, act }),
    isPending: acting.isPending,
    problem: acting.problem,
    forget: acting.reset,
    setRinging: (delegation: Delegation, rings: boolean) => ringing.run({ delegation, rings }),
    isRinging: ringing.isPending,
  };
}

/** What {@link useDelegationActs} gives. */
export type DelegationActs = ReturnType<typeof useDelegationActs>;
