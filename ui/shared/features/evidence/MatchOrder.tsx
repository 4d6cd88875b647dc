import { StatusBadge } from '../../components/StatusBadge';
import { type SharedKey, useTranslate } from '../../i18n';
import styles from './MatchOrder.module.css';
import { matchOrder, type Rank } from './types';

/** The kinds of evidence in the order in which they count, with the one that decided marked. */
export function MatchOrder({ decided }: { decided?: Rank | undefined }) {
  const t = useTranslate();
  return (
    <ol className={styles.order} aria-label={t('rank.order')}>
      {matchOrder.map((rank) => {
        const key: SharedKey = `rank.${rank}`;
        return (
          <li key={rank} className={styles.rank} data-decided={rank === decided || undefined}>
            <span>{t(key)}</span>
            {rank === decided ? <StatusBadge status="settled">{t('rank.decided')}</StatusBadge> : null}
          </li>
        );
      })}
    </ol>
  );
}
