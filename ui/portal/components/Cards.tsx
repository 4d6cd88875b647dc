import type { ReactNode } from 'react';
import styles from './Cards.module.css';

/** Things of a kind, one below the other. */
export function Cards({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul className={styles.cards} aria-label={label}>
      {children}
    </ul>
  );
}

/** Props of {@link Card}. */
export interface CardProps {
  title: ReactNode;
  badge?: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
}

/** One of them. */
export function Card({ title, badge, actions, children }: CardProps) {
  return (
    <li className={styles.card}>
      <div className={styles.words}>
        <div className={styles.title}>
          <h3>{title}</h3>
          {badge}
        </div>
        {children}
      </div>
      {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
    </li>
  );
}
