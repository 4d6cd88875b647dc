import { Icon, type IconName } from '@shared/components/Icon';
import type { ReactNode } from 'react';
import styles from './Delegation.module.css';

/** Why something cannot be changed here now. */
export function Note({ icon, children }: { icon: IconName; children: ReactNode }) {
  return (
    <p className={styles.note}>
      <Icon name={icon} small />
      <span>{children}</span>
    </p>
  );
}
