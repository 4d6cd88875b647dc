import { Button } from '@shared/components/Button';
import { Checkbox } from '@shared/components/Checkbox';
import { PlaceRows } from '@shared/features/places/PlaceRows';
import { useState } from 'react';
import { ProblemNote } from '../../components/ProblemNote';
import { useT } from '../../i18n';
import { useView } from '../../session';
import type { NamedPlace, Prompt } from '../../types';
import { useAct } from '../../useAct';
import { answerAt, atHand } from './answers';
import { ChosenCompany, CompanySearch } from './CompanyChoice';
import { Later } from './Later';
import { NewPlace } from './NewPlace';
import styles from './Prompt.module.css';
import { Question } from './Question';
import { useReport } from './useReport';

/** How many places at hand are shown before the rest is asked for. */
const FEW = 5;

/** "Where are you now?": what is at hand first, the company's locations second, a new address third. */
export function WhereAreYou({ prompt, level, onBack }: { prompt: Prompt; level: 1 | 2; onBack?: () => void }) {
  const t = useT();
  const { recent, personal_locations: personal, here } = useView();
  const { report, isPending, problem } = useReport(prompt);
  const [portable, setPortable] = useState(here?.portable ?? false);
  const [company, setCompany] = useState<NamedPlace | null>(null);
  const [isNew, setIsNew] = useState(false);
  const [hasTurned, setHasTurned] = useState(onBack !== undefined);
  const [showsAll, setShowsAll] = useState(false);
  const places = atHand(prompt, recent, personal);
  const shown = showsAll ? places : places.slice(0, FEW);
  const Group = level === 1 ? 'h2' : 'h3';
  const isForbidden = !prompt.company_allowed && !prompt.personal_allowed;

  const turn = (toNew: boolean) => {
    setIsNew(toNew);
    setHasTurned(true);
  };
  const say = (place: NamedPlace) => {
    const answer = answerAt(place, prompt);
    if (answer !== null) void report(answer, portable);
  };
  const choose = (place: NamedPlace) => {
    if (answerAt(place, prompt)?.kind === 'bind_company_location') setCompany(place);
    else say(place);
  };

  const question = (
    <Question key={isNew ? 'new' : 'list'} level={level} network={prompt.network_name} takesFocus={hasTurned}>
      {t('prompt.add')}
    </Question>
  );
  if (isForbidden) {
    return (
      <>
        {question}
        <p>{t('prompt.forbidden')}</p>
        <Closing prompt={prompt} onBack={onBack} />
      </>
    );
  }
  if (isNew) {
    return (
      <>
        {question}
        <NewPlace prompt={prompt} portable={portable} onBack={() => turn(false)} />
      </>
    );
  }
  return (
    <>
      {question}
      <Checkbox isSelected={portable} onChange={setPortable} help={t('prompt.portable.help')}>
        {t('prompt.portable')}
      </Checkbox>
      <ProblemNote problem={problem} />
      {places.length === 0 ? null : (
        <div className={styles.group}>
          <Group>{t('prompt.at_hand')}</Group>
          <PlaceRows places={shown} isDisabled={isPending} onChoose={choose} />
          {shown.length === places.length ? null : (
            <div className={styles.actions}>
              <Button kind="quiet" onPress={() => setShowsAll(true)}>
                {t('prompt.at_hand.all', { count: places.length })}
              </Button>
            </div>
          )}
        </div>
      )}
      {prompt.company_allowed ? (
        <div className={styles.group}>
          <Group>{t('prompt.company')}</Group>
          {company === null ? (
            <CompanySearch
              label={t('prompt.company.search')}
              help={t('prompt.company.help')}
              value={company}
              onChoose={setCompany}
            />
          ) : (
            <ChosenCompany place={company} isPending={isPending} onUse={() => say(company)} onBack={() => setCompany(null)} />
          )}
        </div>
      ) : null}
      <div className={styles.group}>
        <Group>{t('prompt.new')}</Group>
        {prompt.company_allowed ? null : <p className={styles.note}>{t('prompt.company_forbidden')}</p>}
        {prompt.personal_allowed ? null : <p className={styles.note}>{t('prompt.personal_forbidden')}</p>}
        <div className={styles.actions}>
          <Button icon="plus" onPress={() => turn(true)}>
            {t('prompt.new.add')}
          </Button>
        </div>
      </div>
      <Closing prompt={prompt} onBack={onBack} />
    </>
  );
}

/** The ways out: back to the question that was asked, back to what is settled, or later. */
function Closing({ prompt, onBack }: { prompt: Prompt; onBack: (() => void) | undefined }) {
  const t = useT();
  const { act, isPending } = useAct();
  if (prompt.question.ask === 'change') {
    return (
      <div className={styles.actions}>
        <Button isPending={isPending} onPress={() => void act({ action: 'cancel_change' })}>
          {t('prompt.change.keep', { place: prompt.question.place.label })}
        </Button>
      </div>
    );
  }
  return (
    <div className={styles.actions}>
      {onBack === undefined ? null : <Button onPress={onBack}>{t('common.back')}</Button>}
      <Later />
    </div>
  );
}
