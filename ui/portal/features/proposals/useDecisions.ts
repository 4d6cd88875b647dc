import { useQueryClient } from '@tanstack/react-query';
import { toasts } from '@shared/components/toasts';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import { isProblem, type Problem } from '../../api/problem';
import type { Approval, Proposal, RuleEvidence } from '../../api/types';
import { useAct } from '../../components/useAct';
import { useProblemWords } from '../../components/useProblemWords';
import { useT } from '../../i18n';

type Known = Pick<Proposal, 'id' | 'version' | 'place'>;

/** What an approval was asked for with. */
export interface ApprovalInput {
  proposal: Known;
  outcome: Approval['outcome'];
  /** Absent for the first suggested rule. */
  rules?: RuleEvidence[];
}

/** The decisions on one proposal. What follows is read from the server; whoever loses a race is told so. */
export function useDecisions(onDone?: () => void) {
  const t = useT();
  const client = useQueryClient();
  const words = useProblemWords();

  const reread = () => client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === keys.company });
  const sayWhy = (problem: Problem) => {
    void reread();
    if (isProblem(problem, 'not_pending') || isProblem(problem, 'outdated')) {
      toasts.show({ status: 'unavailable', text: t(`proposal.race.${problem.code === 'not_pending' ? 'not_pending' : 'outdated'}`) });
    } else {
      toasts.show({ status: 'unavailable', text: `${words.title(problem)}. ${words.meaning(problem)}` });
    }
  };

  const undo = useAct((proposal: Known) => api.undo(proposal.id, proposal.version), {
    onDone: (_, { place }) => {
      toasts.show({ text: t('proposal.undone', { name: place.label }) });
      return reread();
    },
    onProblem: sayWhy,
  });
  const say = (text: string, decided: Known) => {
    toasts.show({ text, onUndo: () => undo.run(decided) });
    onDone?.();
    return reread();
  };
  const approve = useAct(
    ({ proposal, outcome, rules }: ApprovalInput) =>
      api.approve(proposal.id, { version: proposal.version, outcome, ...(rules === undefined ? {} : { rules }) }),
    { onDone: (decided, { proposal }) => say(t('proposal.approved', { name: proposal.place.label }), decided), onProblem: sayWhy },
  );
  const reject = useAct(
    ({ proposal, reason }: { proposal: Known; reason: string }) => api.reject(proposal.id, reason, proposal.version),
    { onDone: (decided, { proposal }) => say(t('proposal.rejected', { name: proposal.place.label }), decided), onProblem: sayWhy },
  );
  return { approve, reject, undo };
}
