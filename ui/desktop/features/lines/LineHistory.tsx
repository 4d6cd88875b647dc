import { Button } from '@shared/components/Button';
import { ErrorState } from '@shared/components/ErrorState';
import { Icon, type IconName } from '@shared/components/Icon';
import { RelativeTime } from '@shared/components/RelativeTime';
import { Skeleton } from '@shared/components/Skeleton';
import { type Status, StatusBadge } from '@shared/components/StatusBadge';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useT } from '../../i18n';
import type { HistoryEntry, HistoryStep, Line, Person } from '../../types';
import { problemOf } from '../../useAct';
import { useLineHistory } from '../../useAsk';
import { durationWords } from './Duration';
import styles from './Lines.module.css';
import { useLining } from './useLining';
import { useLineWords } from './useLineWords';

const looks: Record<HistoryEntry['outcome'], { status: Status; icon: IconName }> = {
  answered: { status: 'settled', icon: 'check-circle' },
  missed: { status: 'unavailable', icon: 'close' },
  declined: { status: 'unavailable', icon: 'unavailable' },
  redirected: { status: 'pending', icon: 'transfer' },
  transferred: { status: 'pending', icon: 'transfer' },
  not_reached: { status: 'unavailable', icon: 'unavailable' },
  cancelled: { status: 'neutral', icon: 'minus' },
  lost: { status: 'unavailable', icon: 'alert' },
};

/** The calls that a line had, the latest first. It is read again whenever a call on the line begins or ends. */
export function LineHistory({ line }: { line: Line }) {
  const t = useT();
  const queries = useQueryClient();
  const { isCutOff } = useLining();
  const { data, error, isPending, isFetchingNextPage, hasNextPage, fetchNextPage, refetch, isRefetching } = useLineHistory(line.id);
  const going = line.calls.map(({ call }) => call).join(' ');
  const known = useRef(going);
  useEffect(() => {
    if (known.current === going) return;
    known.current = going;
    void queries.invalidateQueries({ queryKey: ['line_history', line.id] });
  }, [queries, going, line.id]);
  const entries = data?.pages.flatMap(({ items }) => items) ?? [];
  const people = data?.pages.flatMap((page) => page.people) ?? [];
  if (isPending) return <Skeleton lines={4} />;
  if (error !== null && entries.length === 0) {
    return (
      <ErrorState title={t('lines.history.failed')} onRetry={() => void refetch()} isRetrying={isRefetching}>
        <p>{isCutOff ? t('lines.history.offline') : problemOf(error).message}</p>
      </ErrorState>
    );
  }
  if (entries.length === 0) return <p className={styles.muted}>{t('lines.history.empty')}</p>;
  return (
    <>
      <ul className={styles.entries} aria-label={t('lines.history')}>
        {entries.map((entry) => (
          <Entry key={entry.call} line={line} entry={entry} people={people} />
        ))}
      </ul>
      {error === null ? null : <p role="alert">{problemOf(error).message}</p>}
      {hasNextPage ? (
        <Button isPending={isFetchingNextPage} onPress={() => void fetchNextPage()}>
          {t('lines.history.more')}
        </Button>
      ) : null}
    </>
  );
}

function Entry({ line, entry, people }: { line: Line; entry: HistoryEntry; people: readonly Person[] }) {
  const t = useT();
  const words = useLineWords({ ...line, people });
  const { direction, other, answered, ended, encryption, withheld, outcome, steps, locked } = entry;
  const isHidden = locked && other.number == null && other.name == null;
  const said = ({ by, ...step }: HistoryStep) => {
    const values = { you: String(words.isMe(by)), name: words.name(by) };
    if (step.did === 'transferred') return step.to == null ? t('lines.did.transferred', values) : t('lines.did.transferred_to', { ...values, to: words.number(step.to) });
    if (step.did === 'placed' && by.id !== line.delegator) return t('lines.did.placed_for', { ...values, owner: line.delegator_name, own: String(words.isOwn) });
    return t(`lines.did.${step.did}`, values);
  };
  const outcomeWords = () => {
    if (entry.outcome === 'redirected') return t('lines.outcome.redirected', { to: words.number(entry.to) });
    return entry.outcome === 'not_reached' ? t(`lines.unreached.${entry.why}`) : t(`lines.outcome.${entry.outcome}`);
  };
  return (
    <li className={styles.entry}>
      <div className={styles.callHead}>
        <p className={styles.party}>
          <Icon name={direction === 'incoming' ? 'arrow-down' : 'arrow-up'} small label={t(`lines.direction.${direction}`)} />{' '}
          <span className={styles.name}>{isHidden ? t('lines.history.locked') : words.other(other)}</span>
          {other.name != null && other.number != null ? <span className={styles.muted}> {words.number(other.number)}</span> : null}
        </p>
        <div className={styles.state}>
          <StatusBadge {...looks[outcome]}>{outcomeWords()}</StatusBadge>
          {locked ? (
            <StatusBadge status="neutral" icon="lock">
              {t('lines.state.locked')}
            </StatusBadge>
          ) : null}
        </div>
      </div>
      <ul className={styles.facts}>
        <li>
          <RelativeTime at={entry.began} />
        </li>
        {answered == null ? null : (
          <li>
            <span className="visually-hidden">{t('lines.for')} </span>
            {durationWords((new Date(ended).getTime() - new Date(answered).getTime()) / 1000)}
          </li>
        )}
        {withheld === true ? <li>{t('lines.history.withheld')}</li> : null}
        {encryption == null ? null : <li>{t(`lines.history.${encryption.own === true && encryption.other === true ? 'encrypted' : 'unencrypted'}`)}</li>}
        {steps.map((step) => (
          <li key={`${step.at} ${step.did} ${step.by.id}`}>{said(step)}</li>
        ))}
      </ul>
    </li>
  );
}
