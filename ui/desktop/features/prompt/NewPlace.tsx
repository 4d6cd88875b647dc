import { AddressForm } from '@shared/components/AddressForm';
import { Button } from '@shared/components/Button';
import { RadioGroup } from '@shared/components/RadioGroup';
import { TextField } from '@shared/components/TextField';
import { type SubmitEvent, useState } from 'react';
import { ProblemNote } from '../../components/ProblemNote';
import { useT } from '../../i18n';
import { useView } from '../../session';
import type { NamedPlace, Prompt } from '../../types';
import { usePlaceDraft } from '../addresses/usePlaceDraft';
import { CompanySearch } from './CompanyChoice';
import styles from './Prompt.module.css';
import { useReport } from './useReport';

type Kind = 'personal' | 'company';

/** A new address: the person's own, or one that the organisation should have. */
export function NewPlace({ prompt, portable, onBack }: { prompt: Prompt; portable: boolean; onBack: () => void }) {
  const t = useT();
  const { me, connection } = useView();
  const { report, isPending, problem, forget } = useReport(prompt);
  const [kind, setKind] = useState<Kind>(prompt.personal_allowed ? 'personal' : 'company');
  const [parent, setParent] = useState<NamedPlace | null>(null);
  const first = { name: '', address: { country: me?.site_address.country ?? '' } };
  const { name, setName, address, setAddress, check, tidy, errors } = usePlaceDraft(first, problem);
  const isOffline = connection.state !== 'online';

  const send = (event: SubmitEvent) => {
    event.preventDefault();
    forget();
    const lacksParent = kind === 'company' && parent === null;
    if (!check(lacksParent ? { parent: t('field.required', { label: t('place.parent') }) } : {})) return;
    const about = tidy();
    if (kind === 'personal') {
      void report({ kind: 'new_personal_location', ...about }, portable);
    } else if (parent?.place.at === 'company') {
      void report({ kind: 'new_company_location', parent: parent.place.location, ...about }, portable);
    }
  };

  return (
    <form className={styles.form} onSubmit={send} noValidate>
      {prompt.personal_allowed && prompt.company_allowed ? (
        <RadioGroup
          label={t('place.kind')}
          value={kind}
          onChange={(value) => setKind(value === 'company' ? 'company' : 'personal')}
          options={[
            { value: 'personal', name: t('place.kind.personal'), detail: t('place.kind.personal.detail') },
            {
              value: 'company',
              name: t('place.kind.company'),
              detail: t(isOffline ? 'prompt.company.offline' : 'prompt.company.meaning'),
              isDisabled: isOffline,
            },
          ]}
        />
      ) : null}
      <TextField
        label={t('place.name')}
        help={t(kind === 'personal' ? 'place.name.personal.help' : 'place.name.company.help')}
        value={name}
        onChange={setName}
        maxLength={120}
        isRequired
        autoComplete="off"
        error={errors.own.name}
      />
      {kind === 'company' ? (
        <CompanySearch
          label={t('place.parent')}
          help={t('place.parent.help')}
          error={errors.own.parent}
          value={parent}
          onChoose={setParent}
        />
      ) : null}
      <AddressForm value={address} onChange={setAddress} errors={errors.address} />
      <ProblemNote problem={problem} />
      <div className={styles.actions}>
        <Button kind="primary" type="submit" isPending={isPending}>
          {t('prompt.new.use')}
        </Button>
        <Button onPress={onBack}>{t('common.back')}</Button>
      </div>
    </form>
  );
}
