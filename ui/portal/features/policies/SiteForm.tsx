import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '@shared/components/Button';
import { NumberField } from '@shared/components/NumberField';
import { Select } from '@shared/components/Select';
import { toasts } from '@shared/components/toasts';
import { type SubmitEvent, useState } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import { administersAccount, useView } from '../../api/session';
import type { Policy, PolicyOverride, Site } from '../../api/types';
import form from '../../components/Form.module.css';
import { ProblemNote } from '../../components/ProblemNote';
import { useAct } from '../../components/useAct';
import { useT } from '../../i18n';
import styles from './Policies.module.css';
import { flags, RETENTION } from './values';

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
  const save = useAct(() => api.setSitePolicy(site.id, policy, site.version), {
    onDone: async () => {
      toasts.show({ text: t('policies.site_saved', { site: site.name }) });
      await client.invalidateQueries({ queryKey: keys.sites });
    },
    onProblem: (problem) => {
      if (problem.code === 'outdated') void client.invalidateQueries({ queryKey: keys.sites });
    },
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
    return typeof value === 'number' ? t('policy.inherit.days', { count: value }) : t(value ? 'policy.inherit.on' : 'policy.inherit.off');
  };
  const isRetentionOwn = policy.retention_days != null;
  return (
    <form className={`${form.form} ${styles.card}`} noValidate onSubmit={submit} aria-label={site.name}>
      <h3 className={styles.site}>{site.name}</h3>
      <ProblemNote problem={save.problem} />
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
        <Select
          label={t('policy.retention_days')}
          items={[
            { id: 'inherit', name: inheritWords('retention_days') },
            { id: 'own', name: t('policy.own_days') },
          ]}
          value={isRetentionOwn ? 'own' : 'inherit'}
          onChange={(id) => set('retention_days', id === 'own' ? site.effective.retention_days : undefined)}
        />
        {isRetentionOwn ? (
          <NumberField
            label={t('policy.own_days.label')}
            minValue={RETENTION.min}
            maxValue={RETENTION.max}
            value={policy.retention_days ?? site.effective.retention_days}
            onChange={(days) => set('retention_days', days)}
            error={save.problem?.fields['policy.retention_days']}
          />
        ) : null}
      </div>
      <div>
        <Button type="submit" isPending={save.isPending}>
          {t('policies.save_site', { site: site.name })}
        </Button>
      </div>
    </form>
  );
}
