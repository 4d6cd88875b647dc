import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '@shared/components/Button';
import { NumberField } from '@shared/components/NumberField';
import { Select } from '@shared/components/Select';
import { toasts } from '@shared/components/toasts';
import { Fragment, type SubmitEvent, useState } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import { administersAccount, useView } from '../../api/session';
import type { Policy, PolicyOverride, Site } from '../../api/types';
import form from '../../components/Form.module.css';
import { ProblemNote } from '../../components/ProblemNote';
import { MovedNote } from '../../components/MovedNote';
import { useAct } from '../../components/useAct';
import { useBase } from '../../components/useBase';
import { useT } from '../../i18n';
import styles from './Policies.module.css';
import { usePolicyFacts } from './usePolicyFacts';
import { flags, numberNames, numbers } from './values';

type Setting = 'inherit' | 'on' | 'off';

const settingOf = (value: boolean | null | undefined): Setting => (value == null ? 'inherit' : value ? 'on' : 'off');
const valueOf: Record<Setting, boolean | undefined> = { inherit: undefined, on: true, off: false };

/** What would hold at the site without its own settings, as far as it can be told: where it has none, what holds now. */
function inherited(site: Site, key: keyof Policy, account: Policy | undefined) {
  return account?.[key] ?? (site.policy[key] == null ? site.effective[key] : undefined);
}

/** What one site does otherwise than the account. */
export function SiteForm({ site }: { site: Site }) {
  const t = useT();
  const client = useQueryClient();
  const { me } = useView();
  const { data } = useQuery({
    queryKey: keys.accountPolicy,
    queryFn: ({ signal }) => api.accountPolicy(signal),
    enabled: administersAccount(me.roles),
  });
  const account = data?.policy;
  const [policy, setPolicy] = useState<PolicyOverride>(site.policy);
  const base = useBase(site, () => api.site(site.id), ({ policy }) => policy);
  const policyFacts = usePolicyFacts();
  const save = useAct(() => api.setSitePolicy(site.id, policy, base.thing.version), {
    onDone: async (saved) => {
      base.take(saved);
      toasts.show({ text: t('policies.site_saved', { site: site.name }) });
      await client.invalidateQueries({ queryKey: keys.sites });
    },
    onProblem: base.onProblem,
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!save.isPending) save.run();
  };
  const set = (key: keyof Policy, value: boolean | number | undefined) => {
    const others = Object.fromEntries(Object.entries(policy).filter(([name]) => name !== key));
    setPolicy(value === undefined ? others : { ...others, [key]: value });
  };
  const inheritWords = (key: keyof Policy) => {
    const value = inherited(site, key, account);
    if (value === undefined) return t('policy.inherit');
    if (typeof value === 'boolean') return t(value ? 'policy.inherit.on' : 'policy.inherit.off');
    if (key === 'retention_days') return t('policy.inherit.days', { count: value });
    return key === 'co_location_minutes' ? t('policy.inherit.minutes', { count: value }) : t('policy.inherit.number', { count: value });
  };
  return (
    <form className={`${form.form} ${styles.card}`} noValidate onSubmit={submit} aria-label={site.name}>
      <h3 className={styles.site}>{site.name}</h3>
      <ProblemNote problem={save.problem} />
      {base.isMoved ? <MovedNote facts={policyFacts(base.thing.policy)} /> : null}
      <div className={styles.fields}>
        {flags.map((flag) => (
          <Select
            key={flag}
            label={t(`policy.${flag}`)}
            items={[
              { id: 'inherit', name: inheritWords(flag) },
              { id: 'on', name: t('policy.on') },
              { id: 'off', name: t('policy.off') },
            ]}
            value={settingOf(policy[flag])}
            onChange={(id) => set(flag, valueOf[id as Setting])}
          />
        ))}
        {numberNames.map((name) => (
          <Fragment key={name}>
            <Select
              label={t(`policy.${name}`)}
              items={[
                { id: 'inherit', name: inheritWords(name) },
                { id: 'own', name: t('policy.own_number') },
              ]}
              value={policy[name] == null ? 'inherit' : 'own'}
              onChange={(id) => set(name, id === 'own' ? site.effective[name] : undefined)}
            />
            {policy[name] == null ? null : (
              <NumberField
                label={t('policy.own_number.label', { policy: t(`policy.${name}`) })}
                minValue={numbers[name].min}
                maxValue={numbers[name].max}
                value={policy[name] ?? site.effective[name]}
                onChange={(value) => set(name, value)}
                error={save.problem?.fields[`policy.${name}`]}
              />
            )}
          </Fragment>
        ))}
      </div>
      <div>
        <Button type="submit" isPending={save.isPending}>
          {t('policies.save_site', { site: site.name })}
        </Button>
      </div>
    </form>
  );
}
