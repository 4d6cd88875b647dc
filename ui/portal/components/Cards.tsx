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
  /** Of its heading: 2 straight below the page's, 3 within a section. */
  level?: 2 | 3;
  children?: ReactNode;
}

/** One of them. */
export function Card({ title, badge, actions, level = 3, children }: CardProps) {
  const Heading = `h${level}` as const;
  return (
    <li className={styles.card}>
      <div className={styles.words}>
        <div className={styles.title}>
          <Heading className={styles.name}>{title}</Heading>
          {badge}
        </div>
        {children}
      </div>
      {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
    </li>
  );
}
