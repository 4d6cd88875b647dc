import type { ReactNode } from 'react';
import { Icon } from './Icon';
import { type Status, statusIcons } from './StatusBadge';
import styles from './StatementCard.module.css';

/** Props of {@link StatementCard}. */
export interface StatementCardProps {
  status: Status;
  /** One sentence. What matters in it is `<strong>`. */
  statement: ReactNode;
  /** What backs it: when, by whom, how. */
  note?: ReactNode;
  /** What can be done about it. */
  actions?: ReactNode;
  /** The statement is the screen's heading. On by default; off where the screen has a heading of its own. */
  isHeading?: boolean;
}

/** The one statement that leads a screen. */
export function StatementCard({ status, statement, note, actions, isHeading = true }: StatementCardProps) {
  const Statement = isHeading ? 'h1' : 'p';
  return (
    <section className={styles.card} data-status={status}>
      <span className={styles.sign}>
        <Icon name={statusIcons[status]} />
      </span>
      <div className={styles.words}>
        <Statement className={styles.statement}>{statement}</Statement>
        {note === undefined ? null : <div className={styles.note}>{note}</div>}
        {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
      </div>
    </section>
  );
}
