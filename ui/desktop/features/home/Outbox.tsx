import { Button } from '@shared/components/Button';
import { RelativeTime } from '@shared/components/RelativeTime';
import { StatusBadge } from '@shared/components/StatusBadge';
import { ProblemNote } from '../../components/ProblemNote';
import { useT } from '../../i18n';
import { useView } from '../../session';
import type { Waiting } from '../../types';
import { useAct } from '../../useAct';
import styles from './Home.module.css';

/** Reports that have not reached the server yet, and those that it refused. */
export function Outbox() {
  const t = useT();
  const { outbox } = useView();
  if (outbox.length === 0) return null;
  return (
    <section className={styles.section} aria-label={t('outbox.title')}>
      <h2>{t('outbox.title')}</h2>
      <ul className={styles.list}>
        {outbox.map((waiting) => (
          <WaitingReport key={waiting.report} waiting={waiting} />
        ))}
      </ul>
    </section>
  );
}

/** One report on its way, or refused with the reason and the way on. */
export function WaitingReport({ waiting }: { waiting: Waiting }) {
  const t = useT();
  const { prompt, here } = useView();
  const discarding = useAct();
  const again = useAct();
  const { report, place, network_name: network, at, refused } = waiting;
  return (
    <li className={styles.waiting}>
      <div className={styles.words}>
        <p className={styles.name}>{place.label}</p>
        <p className={styles.muted}>{place.lines.join(', ')}</p>
        <p className={styles.muted}>
          {t.rich('outbox.said', { network, when: <RelativeTime key="when" at={at} /> })}
        </p>
        {refused == null ? null : (
          <>
            <p>{refused}</p>
            <p>{t(prompt == null ? 'outbox.refused.step' : 'outbox.refused.answer')}</p>
          </>
        )}
        <ProblemNote problem={discarding.problem ?? again.problem} />
      </div>
      {refused == null ? (
        <StatusBadge status="pending">{t('report.state.waiting')}</StatusBadge>
      ) : (
        <>
          <StatusBadge status="unavailable">{t('report.state.refused')}</StatusBadge>
          <div className={styles.actions}>
            {prompt == null && here != null ? (
              <Button kind="primary" isPending={again.isPending} onPress={() => void again.act({ action: 'change_here' })}>
                {t('outbox.choose_again')}
              </Button>
            ) : null}
            <Button
              icon="trash"
              aria-label={t('outbox.discard.label', { place: place.label })}
              isPending={discarding.isPending}
              onPress={() => void discarding.act({ action: 'discard_report', report })}
            >
              {t('outbox.discard')}
            </Button>
          </div>
        </>
      )}
    </li>
  );
}
