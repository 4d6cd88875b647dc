import { PrivilegeList } from '@shared/features/delegation/PrivilegeList';
import { useTermsWords } from '@shared/features/delegation/useTermsWords';
import page from '../../components/Page.module.css';
import { useT } from '../../i18n';
import type { Delegation } from '../../types';

/** What this person may do on somebody's lines, when calls ring, and until when. */
export function Granted({ delegation }: { delegation: Delegation }) {
  const t = useT();
  const words = useTermsWords();
  const { privileges, schedule, until } = delegation.terms;
  const facts = [
    ...(schedule == null || !privileges.answer_calls ? [] : [t('assistant.rings_when', { when: words.schedule(schedule) })]),
    ...(until == null ? [] : [t('assistant.until', { until: words.until(until, schedule?.time_zone) })]),
  ];
  return (
    <>
      <PrivilegeList label={t('assistant.privileges')} value={privileges} />
      {facts.length === 0 ? null : <p className={page.muted}>{facts.join(' ')}</p>}
    </>
  );
}
