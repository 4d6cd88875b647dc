import { toasts } from '@shared/components/toasts';
import { useT } from '../../i18n';
import { useView } from '../../session';
import type { Answer, Prompt } from '../../types';
import { useAct } from '../../useAct';

/** Lets the person answer the prompt, and says what came of it. */
export function useReport(prompt: Prompt) {
  const t = useT();
  const { connection } = useView();
  const { act, ...rest } = useAct();
  const report = async (answer: Answer, portable: boolean) => {
    const done = await act({ action: 'report', network_key: prompt.network_key, answer, portable });
    if (done === null) return;
    const isOnline = connection.state === 'online';
    const makesProposal = answer.kind === 'bind_company_location' || answer.kind === 'new_company_location';
    toasts.show({ text: t(!isOnline ? 'prompt.told.offline' : makesProposal ? 'prompt.told.proposed' : 'prompt.told') });
  };
  return { report, ...rest };
}
