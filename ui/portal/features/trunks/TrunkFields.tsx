import { Checkbox } from '@shared/components/Checkbox';
import { ComboBox } from '@shared/components/ComboBox';
import { Disclosure } from '@shared/components/Disclosure';
import { NumberField } from '@shared/components/NumberField';
import { Select } from '@shared/components/Select';
import { TextField } from '@shared/components/TextField';
import type { Problem } from '../../api/problem';
import type { SecretState } from '../../api/types';
import styles from '../../components/Form.module.css';
import { useCountries } from '../../components/useCountries';
import { useT } from '../../i18n';
import type { TypedTrunk, useTrunkForm } from './useTrunkForm';

const CHECKS = [30, 60, 300] as const;

/** Props of {@link TrunkFields}. */
export interface TrunkFieldsProps {
  form: ReturnType<typeof useTrunkForm>;
  problem: Problem | null;
  secret: SecretState;
  tlsKey: SecretState;
}

/** All that is asked of a trunk: who the carrier is, who we are there, and what leaves by it. */
export function TrunkFields(props: TrunkFieldsProps) {
  const t = useT();
  const { form, problem } = props;
  const { typed, set } = form;
  const said = problem?.fields ?? {};
  return (
    <>
      <TextField
        label={t('trunks.name')}
        help={t('trunks.name.help')}
        value={typed.name}
        onChange={set('name')}
        maxLength={120}
        isRequired
        error={said['settings.name']}
      />
      <div className={styles.row}>
        <TextField
          label={t('trunks.host')}
          value={typed.host}
          onChange={set('host')}
          placeholder={t('trunks.host.example')}
          isRequired
          error={said['settings.host']}
        />
        <TextField
          label={t('trunks.port')}
          value={typed.port}
          onChange={set('port')}
          inputMode="numeric"
          optional
          error={said['settings.port']}
        />
      </div>
      <Select
        label={t('trunks.transport')}
        help={t('trunks.transport.help')}
        items={(['auto', 'udp', 'tcp', 'tls'] as const).map((id) => ({ id, name: t(`trunks.transport.${id}`) }))}
        value={typed.transport}
        onChange={(id) => set('transport')(id as TypedTrunk['transport'])}
      />
      <Account {...props} />
      <Calls form={form} said={said} />
      {typed.transport === 'tls' ? <Certificates {...props} /> : null}
      <Disclosure title={t('trunks.more')} level={3} isOpenAtFirst={Object.keys(said).some((path) => MORE.some((name) => path.startsWith(`settings.${name}`)))}>
        <More form={form} said={said} />
      </Disclosure>
    </>
  );
}

/** Fields that stand behind "More". */
const MORE = ['priority', 'check_seconds', 'sources', 'most_calls', 'caller_id', 'country', 'codecs', 'requires_encryption'];

function Account({ form: { typed, set }, problem, secret }: TrunkFieldsProps) {
  const t = useT();
  const said = problem?.fields ?? {};
  return (
    <>
      <div className={styles.row}>
        <TextField
          label={t('trunks.user')}
          value={typed.user}
          onChange={set('user')}
          autoComplete="off"
          optional
          error={said['settings.user']}
        />
        <TextField
          label={t('trunks.secret')}
          type="password"
          value={typed.secret}
          onChange={set('secret')}
          autoComplete="new-password"
          placeholder={secret === 'kept' ? t('trunks.secret.kept') : ''}
          optional
          error={said.secret}
        />
      </div>
      <Checkbox isSelected={typed.registers} onChange={set('registers')} help={t('trunks.registers.help')}>
        {t('trunks.registers')}
      </Checkbox>
    </>
  );
}

interface PartProps {
  form: ReturnType<typeof useTrunkForm>;
  said: Readonly<Record<string, string>>;
}

function Calls({ form: { typed, set, setEmergency }, said }: PartProps) {
  const t = useT();
  const { emergency } = typed;
  return (
    <>
      <Checkbox isSelected={typed.ordinary} onChange={set('ordinary')} {...(said['settings.ordinary'] ? { help: said['settings.ordinary'] } : {})}>
        {t('trunks.ordinary')}
      </Checkbox>
      <Checkbox isSelected={typed.isEmergency} onChange={set('isEmergency')} help={t('trunks.emergency.help')}>
        {t('trunks.emergency')}
      </Checkbox>
      {typed.isEmergency ? (
        <>
          <Select
            label={t('trunks.asks_for')}
            items={(['dialled', 'service'] as const).map((id) => ({ id, name: t(`trunks.asks_for.${id}`) }))}
            value={emergency.asks_for}
            onChange={(id) => setEmergency({ asks_for: id as typeof emergency.asks_for })}
          />
          <Select
            label={t('trunks.location')}
            items={(['value', 'reference', 'none'] as const).map((id) => ({ id, name: t(`trunks.location.${id}`) }))}
            value={emergency.location}
            onChange={(id) => setEmergency({ location: id as typeof emergency.location })}
          />
          <TextField
            label={t('trunks.number')}
            help={t('trunks.number.help')}
            value={emergency.number}
            onChange={(number) => setEmergency({ number })}
            inputMode="numeric"
            placeholder="112"
            optional
            error={said['settings.emergency.number']}
          />
          <Checkbox
            isSelected={emergency.screening}
            onChange={(screening) => setEmergency({ screening })}
            help={said['settings.emergency.screening'] ?? t('trunks.screening.help')}
          >
            {t('trunks.screening')}
          </Checkbox>
        </>
      ) : null}
    </>
  );
}

function Certificates({ form: { typed, set }, problem, tlsKey }: TrunkFieldsProps) {
  const t = useT();
  const said = problem?.fields ?? {};
  return (
    <>
      <TextField
        label={t('trunks.authorities')}
        help={t('trunks.authorities.help')}
        value={typed.authorities}
        onChange={set('authorities')}
        multiline
        optional
        error={said['settings.authorities']}
      />
      <TextField
        label={t('trunks.certificate')}
        help={t('trunks.certificate.help')}
        value={typed.certificate}
        onChange={set('certificate')}
        multiline
        optional
        error={said['settings.certificate']}
      />
      <TextField
        label={t('trunks.tls_key')}
        value={typed.tlsKey}
        onChange={set('tlsKey')}
        placeholder={tlsKey === 'kept' ? t('trunks.secret.kept') : ''}
        multiline
        optional
        error={said.tls_key}
      />
    </>
  );
}

function More({ form: { typed, set }, said }: PartProps) {
  const t = useT();
  const countries = useCountries();
  const ofSources = Object.entries(said).find(([path]) => path.startsWith('settings.sources'))?.[1];
  const own = typed.checkSeconds;
  const checks = own === null || CHECKS.some((each) => each === own) ? CHECKS : [...CHECKS, own];
  return (
    <div className={styles.form}>
      <NumberField
        label={t('trunks.priority')}
        help={t('trunks.priority.help')}
        value={typed.priority}
        onChange={set('priority')}
        minValue={1}
        maxValue={99}
        error={said['settings.priority']}
      />
      <Select
        label={t('trunks.check')}
        help={t('trunks.check.help')}
        items={[{ id: 0, name: t('trunks.check.never') }, ...checks.map((id) => ({ id, name: t('trunks.check.every', { count: id }) }))]}
        value={own ?? 0}
        onChange={(id) => set('checkSeconds')(Number(id) === 0 ? null : Number(id))}
        error={said['settings.check_seconds']}
      />
      <TextField
        label={t('trunks.sources')}
        help={t('trunks.sources.help')}
        value={typed.sources}
        onChange={set('sources')}
        placeholder="198.51.100.0/28"
        multiline
        optional
        error={ofSources}
      />
      <TextField
        label={t('trunks.most_calls')}
        help={t('trunks.most_calls.help')}
        value={typed.mostCalls}
        onChange={set('mostCalls')}
        inputMode="numeric"
        optional
        error={said['settings.most_calls']}
      />
      <TextField
        label={t('trunks.codecs')}
        help={t('trunks.codecs.help')}
        value={typed.codecs}
        onChange={set('codecs')}
        placeholder={t('trunks.codecs.example')}
        optional
        error={Object.entries(said).find(([path]) => path.startsWith('settings.codecs'))?.[1]}
      />
      <Checkbox isSelected={typed.requiresEncryption} onChange={set('requiresEncryption')} help={t('trunks.requires_encryption.help')}>
        {t('trunks.requires_encryption')}
      </Checkbox>
      <Select
        label={t('trunks.caller_id')}
        items={(['e164', 'without_plus', 'national'] as const).map((id) => ({ id, name: t(`trunks.caller_id.${id}`) }))}
        value={typed.callerId}
        onChange={(id) => set('callerId')(id as TypedTrunk['callerId'])}
      />
      {typed.callerId === 'national' ? (
        <ComboBox
          label={t('trunks.country')}
          items={countries}
          value={typed.country === '' ? null : typed.country}
          onChange={(id) => {
            if (id !== null) set('country')(String(id));
          }}
          error={said['settings.country']}
        />
      ) : null}
    </div>
  );
}
