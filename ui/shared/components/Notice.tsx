import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon';
import styles from './Notice.module.css';

/** Something to know above a page, for as long as it is so. An alert interrupts whoever has it read out. */
export function Notice({ icon, role = 'status', children }: { icon: IconName; role?: 'status' | 'alert'; children: ReactNode }) {
  return (
    <div className={styles.notice} role={role}>
      <Icon name={icon} />
      {children}
    </div>
  );
}
