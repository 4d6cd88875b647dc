import { Button } from '@shared/components/Button';
import { RadioGroup } from '@shared/components/RadioGroup';
import { useState } from 'react';
import type { NamedPlace } from '../../../api/types';
import { ProblemNote } from '../../../components/ProblemNote';
import text from '../../../components/text.module.css';
import { strong, useT } from '../../../i18n';
import { Question } from './Question';
import type { Reporting } from './useReport';

/** Props of {@link Suggestion}. */
export interface SuggestionProps {
  /** What the wiremap gives; at least one. */
  places: readonly NamedPlace[];
  reporting: Reporting;
  /** The reader came back here by a button that is gone. */
  takesFocus: boolean;
  onElsewhere: () => void;
}

const locationOf = ({ place }: NamedPlace) => (place.at === 'company' ? place.location : '');

/** "Are you at this place?", or which of several, none of them chosen beforehand. */
export function Suggestion({ places, reporting: { say, isPending, problem }, takesFocus, onElsewhere }: SuggestionProps) {
  const t = useT();
  const [chosen, setChosen] = useState<string | null>(null);
  const [only] = places;
  const isOne = places.length === 1 && only !== undefined;
  const location = isOne ? locationOf(only) : chosen;
  return (
    <section className={text.stack}>
      <Question takesFocus={takesFocus}>{isOne ? t.rich('prompt.confirm', { place: only.label, strong }) : t('prompt.choose')}</Question>
      {isOne ? (
        <p>{only.lines.join(', ')}</p>
      ) : (
        <RadioGroup
          label={t('prompt.choose.label')}
          value={chosen}
          onChange={setChosen}
          options={places.map((place) => ({ value: locationOf(place), name: place.label, detail: place.lines.join(', ') }))}
        />
      )}
      <ProblemNote problem={problem} />
      <div className={text.row}>
        <Button
          kind="primary"
          icon="check"
          isDisabled={location === null}
          isPending={isPending}
          onPress={() => {
            if (location !== null) say({ kind: 'company', location }, false);
          }}
        >
          {t(isOne ? 'prompt.confirm.yes' : 'prompt.choose.yes')}
        </Button>
        <Button onPress={onElsewhere}>{t(isOne ? 'prompt.elsewhere' : 'prompt.choose.none')}</Button>
      </div>
    </section>
  );
}
