import { Button } from '@shared/components/Button';
import { ProblemNote } from '../../components/ProblemNote';
import { strong, useT } from '../../i18n';
import type { NamedPlace, Prompt } from '../../types';
import { answerAt } from './answers';
import { Later } from './Later';
import styles from './Prompt.module.css';
import { Question } from './Question';
import { useReport } from './useReport';

/** Props of the questions that a person may answer with "somewhere else". */
export interface AskingProps {
  prompt: Prompt;
  level: 1 | 2;
  takesFocus: boolean;
  onElsewhere: () => void;
}

/** "Are you at this place?" */
export function ConfirmQuestion({ prompt, place, level, takesFocus, onElsewhere }: AskingProps & { place: NamedPlace }) {
  const t = useT();
  const { report, isPending, problem } = useReport(prompt);
  const answer = answerAt(place, prompt);
  return (
    <>
      <Question level={level} network={prompt.network_name} address={place.lines.join(', ')} takesFocus={takesFocus}>
        {t.rich('prompt.confirm', { place: place.label, strong })}
      </Question>
      <ProblemNote problem={problem} />
      <div className={`${styles.actions} ${styles.answers}`}>
        {answer === null ? null : (
          <Button kind="primary" icon="check" isPending={isPending} onPress={() => void report(answer, false)}>
            {t('prompt.confirm.yes')}
          </Button>
        )}
        <Button onPress={onElsewhere}>{t('prompt.elsewhere')}</Button>
        <Later />
      </div>
    </>
  );
}
