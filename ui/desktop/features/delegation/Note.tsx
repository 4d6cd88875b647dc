import { Icon, type IconName } from '@shared/components/Icon';
import type { ReactNode } from 'react';
import styles from './Delegation.module.css';

/** Says what keeps something from being changed, and who can mend it. */
export function Note({ icon, id, children }: { icon: IconName; id?: string; children: ReactNode }) {
  return (
    <div className={styles.note} id={id}>
      <Icon name={icon} />
      <p>{children}</p>
    </div>
  );
}
