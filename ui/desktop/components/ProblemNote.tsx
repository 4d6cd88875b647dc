import { Icon } from '@shared/components/Icon';
import type { Problem } from '../useAct';
import styles from './ProblemNote.module.css';

/** Says why an action failed, at the place where it was asked for. */
export function ProblemNote({ problem }: { problem: Problem | null }) {
  if (problem === null) return null;
  return (
    <div className={styles.note} role="alert">
      <Icon name="alert" />
      <p>{problem.message}</p>
    </div>
  );
}
