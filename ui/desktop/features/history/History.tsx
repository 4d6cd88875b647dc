import { Button } from '@shared/components/Button';
import { EmptyState } from '@shared/components/EmptyState';
import { ErrorState } from '@shared/components/ErrorState';
import { PageHeader } from '@shared/components/PageHeader';
import { Skeleton } from '@shared/components/Skeleton';
import { toasts } from '@shared/components/toasts';
import page from '../../components/Page.module.css';
import { ProblemNote } from '../../components/ProblemNote';
import { useT } from '../../i18n';
import { useView } from '../../session';
import { problemOf, useAct } from '../../useAct';
import { useReports } from '../../useAsk';
import { Outbox } from '../home/Outbox';
import { ReportCard } from './ReportCard';

/** Everything that was sent about this person, and what became of it. */
export function History() {
  const t = useT();
  const { connection } = useView();
  const { act, isPending, problem } = useAct();
  const save = async () => {
    const done = await act({ action: 'export_reports' });
    if (done?.done === 'saved') toasts.show({ text: t('history.exported', { path: done.path }) });
  };
  return (
    <div className={page.page}>
      <PageHeader
        title={t('history.title')}
        actions={
          <Button isPending={isPending} isDisabled={connection.state !== 'online'} onPress={() => void save()}>
            {t('history.export')}
          </Button>
        }
      >
        {t('history.note')}
      </PageHeader>
      <ProblemNote problem={problem} />
      <Outbox />
      <Sent />
    </div>
  );
}

/** What the server has. */
function Sent() {
  const t = useT();
  const { connection, outbox } = useView();
  const { data, error, isPending, isFetchingNextPage, hasNextPage, fetchNextPage, refetch, isRefetching } = useReports();
  const reports = data?.pages.flatMap(({ items }) => items) ?? [];
  if (isPending) return <Skeleton lines={6} />;
  if (error !== null && reports.length === 0) {
    const isOffline = connection.state !== 'online';
    return (
      <ErrorState
        title={t(isOffline ? 'history.offline' : 'history.failed')}
        onRetry={() => void refetch()}
        isRetrying={isRefetching}
      >
        <p>{isOffline ? t('history.offline.meaning') : problemOf(error).message}</p>
      </ErrorState>
    );
  }
  if (reports.length === 0) {
    if (outbox.length > 0) return null;
    return (
      <EmptyState title={t('history.empty')} icon="history">
        <p>{t('history.empty.meaning')}</p>
      </EmptyState>
    );
  }
  return (
    <section className={page.section} aria-label={t('history.sent')}>
      <ul className={page.cards}>
        {reports.map((report) => (
          <ReportCard key={report.report.id} sent={report} />
        ))}
      </ul>
      {hasNextPage ? (
        <Button isPending={isFetchingNextPage} onPress={() => void fetchNextPage()}>
          {t('history.more')}
        </Button>
      ) : null}
    </section>
  );
}
