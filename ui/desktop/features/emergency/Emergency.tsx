import { EmptyState } from '@shared/components/EmptyState';
import { PageHeader } from '@shared/components/PageHeader';
import page from '../../components/Page.module.css';
import { useT } from '../../i18n';
import { useThing } from '../../route';
import { useView } from '../../session';
import { EmergencyCallCard } from './EmergencyCallCard';

/** Emergency calls that concern this person: their own, tests of one, and those that they were alerted of. */
export function Emergency() {
  const t = useT();
  const { emergency_calls: calls } = useView();
  const thing = useThing();
  return (
    <div className={page.page}>
      <PageHeader title={t('emergency.title')}>{t('emergency.note')}</PageHeader>
      {calls.length === 0 ? (
        <EmptyState title={t('emergency.empty')} icon="phone">
          <p>{t('emergency.empty.meaning')}</p>
        </EmptyState>
      ) : (
        <ul className={page.cards}>
          {calls.map((call) => (
            <EmergencyCallCard key={call.id} call={call} isMeant={call.id === thing} />
          ))}
        </ul>
      )}
    </div>
  );
}
