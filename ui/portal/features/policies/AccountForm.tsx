import { useQueryClient } from '@tanstack/react-query';
import { Button } from '@shared/components/Button';
import { Checkbox } from '@shared/components/Checkbox';
import { NumberField } from '@shared/components/NumberField';
import { TextField } from '@shared/components/TextField';
import { toasts } from '@shared/components/toasts';
import { type SubmitEvent, useState } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import type { AccountPolicy } from '../../api/types';
import form from '../../components/Form.module.css';
import { ProblemNote } from '../../components/ProblemNote';
import { MovedNote } from '../../components/MovedNote';
import { useAct } from '../../components/useAct';
import { useBase } from '../../components/useBase';
import { useT } from '../../i18n';
import styles from './Policies.module.css';
import { usePolicyFacts } from './usePolicyFacts';
import { flags, numberNames, numbers } from './values';
import { wordsIn } from './words';

/** What holds where no site says otherwise. */
export function AccountForm({ saved }: { saved: AccountPolicy }) {
  const t = useT();
  const client = useQueryClient();
  const [account, setAccount] = useState(saved.account);
  const [policy, setPolicy] = useState(saved.policy);
  const [recipients, setRecipients] = useState(saved.proposal_recipients.join('\n'));
  const [emergency, setEmergency] = useState(saved.emergency);
  const [emergencyNumbers, setEmergencyNumbers] = useState(saved.emergency.numbers.join(', '));
  const base = useBase(saved, () => api.accountPolicy());
  const policyFacts = usePolicyFacts();
  const asked = () => {
    const { test, prefix, strangers = false } = emergency;
    const always = { numbers: wordsIn(emergencyNumbers), test: test.trim(), strangers };
    return prefix == null || prefix === '' ? always : { ...always, prefix: prefix.trim() };
  };
  const save = useAct(
    () => api.setAccountPolicy({ account: account.trim(), policy, proposal_recipients: wordsIn(recipients), emergency: asked(), version: base.thing.version }),
    {
      onDone: async (now) => {
        toasts.show({ text: t('policies.saved') });
        base.take(now);
        client.setQueryData(keys.accountPolicy, now);
        await client.invalidateQueries({ queryKey: keys.sites });
      },
      onProblem: base.onProblem,
    },
  );
  const fields = save.problem?.fields ?? {};
  const numberProblem = Object.entries(fields).find(([path]) => path.startsWith('emergency.numbers'))?.[1] ?? fields.emergency;
  const recipientProblem = Object.entries(fields).find(([path]) => path.startsWith('proposal_recipients'))?.[1];
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!save.isPending) save.run();
  };
  return (
    <form className={`${form.form} ${styles.card}`} noValidate onSubmit={submit} aria-label={t('policies.account')}>
      <ProblemNote problem={save.problem} />
      {base.isMoved ? (
        <MovedNote
          facts={[
            { name: t('policies.organisation'), value: base.thing.account },
            ...policyFacts(base.thing.policy),
            { name: t('policies.recipients'), value: base.thing.proposal_recipients.join(', ') },
            { name: t('policies.emergency.numbers'), value: base.thing.emergency.numbers.join(', ') },
            { name: t('policies.emergency.test'), value: base.thing.emergency.test },
            { name: t('policies.emergency.prefix'), value: base.thing.emergency.prefix ?? t('policies.emergency.no_prefix') },
            { name: t('policies.emergency.strangers'), value: base.thing.emergency.strangers === true ? t('policy.on') : t('policy.off') },
          ]}
        />
      ) : null}
      <TextField label={t('policies.organisation')} value={account} onChange={setAccount} isRequired maxLength={120} error={fields.account} />
      {flags.map((flag) => (
        <Checkbox
          key={flag}
          isSelected={policy[flag]}
          onChange={(isOn) => setPolicy({ ...policy, [flag]: isOn })}
          help={t(`policy.${flag}.help`)}
        >
          {t(`policy.${flag}`)}
        </Checkbox>
      ))}
      <div className={`${styles.fields} ${styles.helped}`}>
        {numberNames.map((name) => (
          <NumberField
            key={name}
            label={t(`policy.${name}`)}
            help={t(`policy.${name}.help`)}
            minValue={numbers[name].min}
            maxValue={numbers[name].max}
            value={policy[name]}
            onChange={(value) => setPolicy({ ...policy, [name]: value })}
            error={fields[`policy.${name}`]}
          />
        ))}
      </div>
      <TextField
        label={t('policies.recipients')}
        help={t('policies.recipients.help')}
        multiline
        optional
        value={recipients}
        onChange={setRecipients}
        error={recipientProblem}
      />
      <div className={`${styles.fields} ${styles.helped}`}>
        <TextField
          label={t('policies.emergency.numbers')}
          help={t('policies.emergency.numbers.help')}
          value={emergencyNumbers}
          onChange={setEmergencyNumbers}
          error={numberProblem}
        />
        <TextField
          label={t('policies.emergency.test')}
          help={t('policies.emergency.test.help')}
          inputMode="numeric"
          value={emergency.test}
          onChange={(test) => setEmergency({ ...emergency, test })}
          error={fields['emergency.test']}
        />
        <TextField
          label={t('policies.emergency.prefix')}
          help={t('policies.emergency.prefix.help')}
          inputMode="numeric"
          optional
          value={emergency.prefix ?? ''}
          onChange={(prefix) => setEmergency({ ...emergency, prefix })}
          error={fields['emergency.prefix']}
        />
      </div>
      <Checkbox
        isSelected={emergency.strangers === true}
        onChange={(strangers) => setEmergency({ ...emergency, strangers })}
        help={t('policies.emergency.strangers.help')}
      >
        {t('policies.emergency.strangers')}
      </Checkbox>
      <div>
        <Button kind="primary" type="submit" isPending={save.isPending}>
          {t('policies.save')}
        </Button>
      </div>
    </form>
  );
}
