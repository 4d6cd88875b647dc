import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon';
import styles from './State.module.css';

/** Props of {@link EmptyState}. */
export interface EmptyStateProps {
  /** What is not there yet: "No saved addresses". */
  title: string;
  /** What would be here, and what it is good for. */
  children: ReactNode;
  /** The first step: one button. */
  action?: ReactNode;
  icon?: IconName;
}

/** Where there is nothing yet, says what this place is for and how to begin. */
export function EmptyState({ title, children, action, icon }: EmptyStateProps) {
  return (
    <section className={styles.state}>
      {icon === undefined ? null : <Icon name={icon} />}
      <h2>{title}</h2>
      <div className={styles.words}>{children}</div>
      {action}
    </section>
  );
}
