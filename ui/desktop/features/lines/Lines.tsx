import { EmptyState } from '@shared/components/EmptyState';
import { PageHeader } from '@shared/components/PageHeader';
import { Skeleton } from '@shared/components/Skeleton';
import { useId } from 'react';
import page from '../../components/Page.module.css';
import { useT } from '../../i18n';
import { useView } from '../../session';
import { Note } from '../delegation/Note';
import { LineCard } from './LineCard';
import { PersonalCalls } from './PersonalCalls';
import { Phones } from './Phones';
import { useLining } from './useLining';

/** The lines that this person shares, with their calls, and the phones on which they talk. */
export function Lines() {
  const t = useT();
  const { connection } = useView();
  const cutOffId = useId();
  const { lines, isCutOff } = useLining();
  const isComing = connection.state === 'connecting' && lines.length === 0;
  return (
    <div className={page.page}>
      <PageHeader title={t('lines.title')}>{t('lines.note')}</PageHeader>
      {isCutOff && !isComing ? (
        <Note icon="offline" id={cutOffId}>
          {t('lines.needs_server')}
        </Note>
      ) : null}
      {isComing ? <Skeleton lines={6} /> : null}
      {lines.length === 0 && !isComing ? (
        <EmptyState title={t('lines.empty')} icon="phone">
          <p>{t('lines.empty.meaning')}</p>
        </EmptyState>
      ) : null}
      {lines.map((line) => (
        <LineCard key={line.id} line={line} cutOffId={cutOffId} />
      ))}
      {isComing ? null : <PersonalCalls />}
      {isComing ? null : <Phones cutOffId={cutOffId} />}
    </div>
  );
}
