import { Button } from '@shared/components/Button';
import { RadioGroup } from '@shared/components/RadioGroup';
import { type SubmitEvent, useState } from 'react';
import { useView } from '../../../api/session';
import form from '../../../components/Form.module.css';
import { LocationSearch } from '../../../components/LocationSearch';
import { PlaceFields } from '../../../components/PlaceFields';
import { ProblemNote } from '../../../components/ProblemNote';
import text from '../../../components/text.module.css';
import { usePlaceForm } from '../../../components/usePlaceForm';
import { useT } from '../../../i18n';
import type { Reporting } from './useReport';

/** A new address: the reader's own, or one that the organisation should have. */
export function NewPlace(props: { portable: boolean; reporting: Reporting; onBack: () => void }) {
  const { portable, reporting, onBack } = props;
  const { say, isPending, problem } = reporting;
  const t = useT();
  const { me } = useView();
  const { bootstrap, personal_locations: personal } = me.policy;
  const [kind, setKind] = useState<'personal' | 'company'>(personal ? 'personal' : 'company');
  const [parent, setParent] = useState<string | null>(null);
  const [isAsked, setIsAsked] = useState(false);
  const place = usePlaceForm({ name: '', address: { country: me.site_address.country } }, t('place.name'));
  const lacksParent = kind === 'company' && parent === null;
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    setIsAsked(true);
    const about = place.check();
    if (about === null || isPending) return;
    if (kind === 'personal') say({ kind: 'new_personal', ...about }, portable);
    else if (parent !== null) say({ kind: 'new_company', parent, ...about }, portable);
  };
  const parentError = isAsked && lacksParent ? t('field.required', { label: t('place.parent') }) : problem?.fields['choice.parent'];
  return (
    <form className={form.form} onSubmit={send} noValidate>
      {personal && bootstrap ? (
        <RadioGroup
          label={t('place.kind')}
          value={kind}
          onChange={(value) => setKind(value === 'company' ? 'company' : 'personal')}
          options={[
            { value: 'personal', name: t('place.kind.personal'), detail: t('place.kind.personal.detail') },
            { value: 'company', name: t('place.kind.company'), detail: t('prompt.company.meaning') },
          ]}
        />
      ) : null}
      {kind === 'company' ? (
        <LocationSearch label={t('place.parent')} help={t('place.parent.help')} error={parentError} value={parent} onChange={setParent} />
      ) : null}
      <PlaceFields
        form={place}
        problem={problem}
        path="choice"
        nameLabel={t('place.name')}
        nameHelp={t(kind === 'personal' ? 'place.name.personal.help' : 'place.name.company.help')}
      />
      <ProblemNote problem={problem} />
      <div className={text.row}>
        <Button kind="primary" type="submit" isPending={isPending}>
          {t('prompt.new.use')}
        </Button>
        <Button onPress={onBack}>{t('common.back')}</Button>
      </div>
    </form>
  );
}
