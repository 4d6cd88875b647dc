import { Icon } from '../../components/Icon';
import { useTranslate } from '../../i18n';
import styles from './Delegation.module.css';
import type { Delegation, Party } from './types';

/** Says why a delegation is suspended, and that it goes on by itself. Nothing where it does not rest. */
export function SuspensionWords({ delegation, reader }: { delegation: Delegation; reader?: Party }) {
  const t = useTranslate();
  const { suspended, delegator, delegate } = delegation;
  if (suspended == null) return null;
  const reasons = suspended.reasons.map(({ party, hindrance }) =>
    party === reader
      ? t(`delegation.hindrance.${hindrance}.you`)
      : t(`delegation.hindrance.${hindrance}`, { name: party === 'delegator' ? delegator.name : delegate.name }),
  );
  return (
    <p className={styles.suspension}>
      <Icon name="unavailable" small />
      <span>{[...reasons, t('delegation.suspended.meaning')].join(' ')}</span>
    </p>
  );
}
