import { Button } from '@shared/components/Button';
import { RadioGroup } from '@shared/components/RadioGroup';
import { useState } from 'react';
import { ProblemNote } from '../../components/ProblemNote';
import { useT } from '../../i18n';
import type { NamedPlace } from '../../types';
import { answerAt } from './answers';
import type { AskingProps } from './ConfirmQuestion';
import { Later } from './Later';
import styles from './Prompt.module.css';
import { Question } from './Question';
import { useReport } from './useReport';

/** "Which of these are you at?" The evidence points at several places, so none is chosen beforehand. */
export function ChooseQuestion({ prompt, places, level, takesFocus, onElsewhere }: AskingProps & { places: readonly NamedPlace[] }) {
  const t = useT();
  const { report, isPending, problem } = useReport(prompt);
  const [chosen, setChosen] = useState<string | null>(null);
  const place = chosen === null ? undefined : places[Number(chosen)];
  const answer = place === undefined ? null : answerAt(place, prompt);
  return (
    <>
      <Question level={level} network={prompt.network_name} takesFocus={takesFocus}>
        {t('prompt.choose')}
      </Question>
      <RadioGroup
        label={t('prompt.choose.label')}
        value={chosen}
        onChange={setChosen}
        options={places.map(({ label, lines }, index) => ({ value: String(index), name: label, detail: lines.join(', ') }))}
      />
      <ProblemNote problem={problem} />
      <div className={`${styles.actions} ${styles.answers}`}>
        <Button
          kind="primary"
          icon="check"
          isDisabled={answer === null}
          isPending={isPending}
          onPress={() => {
            if (answer !== null) void report(answer, false);
          }}
        >
          {t('prompt.choose.yes')}
        </Button>
        <Button onPress={onElsewhere}>{t('prompt.choose.none')}</Button>
        <Later />
      </div>
    </>
  );
}
