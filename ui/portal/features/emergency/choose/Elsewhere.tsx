import { Button } from '@shared/components/Button';
import { Checkbox } from '@shared/components/Checkbox';
import { EmptyState } from '@shared/components/EmptyState';
import { PlaceRows } from '@shared/features/places/PlaceRows';
import { useState } from 'react';
import { useView } from '../../../api/session';
import type { DeviceLocation } from '../../../api/types';
import { LocationSearch } from '../../../components/LocationSearch';
import { ProblemNote } from '../../../components/ProblemNote';
import text from '../../../components/text.module.css';
import { useT } from '../../../i18n';
import { placeOf, settledPlace } from './choices';
import { NewPlace } from './NewPlace';
import { Question } from './Question';
import type { Reporting } from './useReport';

/** Props of {@link Elsewhere}. */
export interface ElsewhereProps {
  at: DeviceLocation;
  reporting: Reporting;
  /** Back to what was suggested, where something was; the reader then came here by a button that is gone. */
  onBack: (() => void) | undefined;
}

/** "Where are you now?": saved places first, the company's locations second, a new address third. */
export function Elsewhere({ at, reporting, onBack }: ElsewhereProps) {
  const t = useT();
  const { me, personal } = useView();
  const { say, isPending, problem } = reporting;
  const { bootstrap, personal_locations: personalAllowed } = me.policy;
  const [portable, setPortable] = useState(at.encounter.encounter === 'add' && at.encounter.portable);
  const [company, setCompany] = useState<string | null>(null);
  const [isNew, setIsNew] = useState(false);
  const [hasTurned, setHasTurned] = useState(onBack !== undefined);
  const turn = (toNew: boolean) => {
    setIsNew(toNew);
    setHasTurned(true);
  };
  const settled = settledPlace(at)?.place;
  const saved = personalAllowed ? personal.filter(({ id }) => !(settled?.at === 'personal' && settled.personal === id)).map(placeOf) : [];
  const back = onBack === undefined ? null : <Button onPress={onBack}>{t('common.back')}</Button>;
  if (!bootstrap && !personalAllowed) {
    return (
      <EmptyState title={t('choose.forbidden.title')} icon="lock" action={back}>
        {t('choose.forbidden.meaning')}
      </EmptyState>
    );
  }
  const question = (
    <Question key={isNew ? 'new' : 'list'} takesFocus={hasTurned}>
      {t('prompt.add')}
    </Question>
  );
  if (isNew) {
    return (
      <section className={text.stack}>
        {question}
        <NewPlace portable={portable} reporting={reporting} onBack={() => turn(false)} />
      </section>
    );
  }
  return (
    <section className={text.stack}>
      {question}
      {at.evidence.network.interface === '' ? null : (
        // Of a telephone's network nothing is known that could travel with it.
        <Checkbox isSelected={portable} onChange={setPortable} help={t('prompt.portable.help')}>
          {t('prompt.portable')}
        </Checkbox>
      )}
      <ProblemNote problem={problem} />
      {saved.length === 0 ? null : (
        <>
          <h3>{t('choose.saved')}</h3>
          <PlaceRows
            places={saved}
            isDisabled={isPending}
            onChoose={({ place }) => {
              if (place.at === 'personal') say({ kind: 'saved', personal: place.personal }, portable);
            }}
          />
        </>
      )}
      {bootstrap ? (
        <>
          <h3>{t('prompt.company')}</h3>
          <LocationSearch label={t('prompt.company.search')} help={t('prompt.company.help')} value={company} onChange={setCompany} />
          {company === null ? null : (
            <>
              <p>{t('prompt.company.meaning')}</p>
              <div className={text.row}>
                <Button kind="primary" icon="check" isPending={isPending} onPress={() => say({ kind: 'company', location: company }, portable)}>
                  {t('prompt.company.use')}
                </Button>
              </div>
            </>
          )}
        </>
      ) : null}
      <h3>{t('prompt.new')}</h3>
      {bootstrap ? null : <p className={text.small}>{t('prompt.company_forbidden')}</p>}
      {personalAllowed ? null : <p className={text.small}>{t('prompt.personal_forbidden')}</p>}
      <div className={text.row}>
        <Button icon="plus" onPress={() => turn(true)}>
          {t('prompt.new.add')}
        </Button>
        {back}
      </div>
    </section>
  );
}
