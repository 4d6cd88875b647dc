import { Icon } from '@shared/components/Icon';
import type { Problem } from '../api/problem';
import styles from './Form.module.css';
import { useProblemWords } from './useProblemWords';

/** Why a form was not taken. */
export function ProblemNote({ problem, title }: { problem: Problem | null; /** In place of what the code is called. */ title?: string }) {
  const words = useProblemWords();
  return (
    <div role="alert">
      {problem === null ? null : (
        <p className={styles.problem}>
          <Icon name="alert" small />
          <span>
            <strong>{title ?? words.title(problem)}.</strong> {words.meaning(problem)}
          </span>
        </p>
      )}
    </div>
  );
}
