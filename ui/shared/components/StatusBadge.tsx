import { type SharedKey, useTranslate } from '../i18n';
import { Icon, type IconName } from './Icon';
import styles from './StatusBadge.module.css';

/** The states that a thing can be in, each with its own shape, word and colour. */
export type Status = 'settled' | 'asks' | 'unavailable' | 'pending' | 'neutral';

/** The shape of each state. */
export const statusIcons: Record<Status, IconName> = {
  settled: 'check-circle',
  asks: 'question',
  unavailable: 'unavailable',
  pending: 'clock',
  neutral: 'minus',
};

/** Props of {@link StatusBadge}. */
export interface StatusBadgeProps {
  status: Status;
  /** Takes the place of the state's usual shape. */
  icon?: IconName;
  /** Takes the place of the state's usual word. */
  children?: string;
}

/** A state, said by icon, word and colour together. */
export function StatusBadge({ status, icon = statusIcons[status], children }: StatusBadgeProps) {
  const t = useTranslate();
  const key: SharedKey = `status.${status}`;
  return (
    <span className={styles.badge} data-status={status}>
      <Icon name={icon} small />
      <span>{children ?? t(key)}</span>
    </span>
  );
}
