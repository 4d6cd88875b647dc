import { useQueryClient } from '@tanstack/react-query';
import { Button } from '@shared/components/Button';
import { Checkbox } from '@shared/components/Checkbox';
import { ComboBox } from '@shared/components/ComboBox';
import type { Fact } from '@shared/components/KeyValueList';
import { TextField } from '@shared/components/TextField';
import { toasts } from '@shared/components/toasts';
import { useCountryName } from '@shared/components/useCountryName';
import { type SubmitEvent, useState } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import type { NumberingPlan, Site } from '../../api/types';
import form from '../../components/Form.module.css';
import { MovedNote } from '../../components/MovedNote';
import { ProblemNote } from '../../components/ProblemNote';
import { useAct } from '../../components/useAct';
import { useBase } from '../../components/useBase';
import { useCountries } from '../../components/useCountries';
import { useT } from '../../i18n';
import { DialTester } from './DialTester';
import styles from './Policies.module.css';

/** The plan as it is typed: of a site without one, as its address suggests. */
const typedOf = (site: Site) => ({
  country: site.numbering?.country ?? site.address.country,
  area_code: site.numbering?.area_code ?? '',
  outside_prefix: site.numbering?.outside_prefix ?? '',
});

function usePlanFacts(): (plan: NumberingPlan | null | undefined) => Fact[] {
  const t = useT();
  const countryName = useCountryName();
  return (plan) => {
    const none = t('numbering.none');
    if (plan == null) return [{ name: t('numbering.title'), value: none }];
    return [
      { name: t('numbering.country'), value: countryName(plan.country) },
      { name: t('numbering.area_code'), value: plan.area_code ?? none },
      { name: t('numbering.outside_prefix'), value: plan.outside_prefix ?? none },
    ];
  };
}

/** How people dial at a site, with a way to try it. */
export function NumberingForm({ site }: { site: Site }) {
  const t = useT();
  const client = useQueryClient();
  const countries = useCountries();
  const facts = usePlanFacts();
  const [isOn, setIsOn] = useState(site.numbering != null);
  const [typed, setTyped] = useState(() => typedOf(site));
  const base = useBase(site, () => api.site(site.id), ({ numbering }) => numbering);
  const save = useAct(() => api.setNumbering(site.id, isOn ? typed : null, base.thing.version), {
    onDone: async (saved) => {
      base.take(saved);
      if (saved.numbering != null) setTyped(typedOf(saved));
      toasts.show({ text: t('numbering.saved', { site: site.name }) });
      await client.invalidateQueries({ queryKey: keys.sites });
    },
    onProblem: base.onProblem,
  });
  const errors = save.problem?.fields ?? {};
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!save.isPending) save.run();
  };
  const set = (field: keyof typeof typed) => (value: string) => setTyped((before) => ({ ...before, [field]: value }));
  return (
    <div className={`${form.form} ${styles.card}`}>
      <form className={form.form} noValidate onSubmit={submit} aria-label={t('numbering.of', { site: site.name })}>
        <h3 className={styles.site}>{site.name}</h3>
        <ProblemNote problem={save.problem} />
        {base.isMoved ? <MovedNote facts={facts(base.thing.numbering)} /> : null}
        <Checkbox isSelected={isOn} onChange={setIsOn} help={t('numbering.on.help')}>
          {t('numbering.on')}
        </Checkbox>
        {isOn ? (
          <div className={`${styles.fields} ${styles.helped}`}>
            <ComboBox
              label={t('numbering.country')}
              help={t('numbering.country.help')}
              items={countries}
              value={typed.country === '' ? null : typed.country}
              onChange={(id) => {
                if (id !== null) set('country')(String(id));
              }}
              error={errors['numbering.country']}
            />
            <TextField
              label={t('numbering.area_code')}
              help={t('numbering.area_code.help')}
              optional
              inputMode="tel"
              autoComplete="off"
              maxLength={12}
              value={typed.area_code}
              onChange={set('area_code')}
              error={errors['numbering.area_code']}
            />
            <TextField
              label={t('numbering.outside_prefix')}
              help={t('numbering.outside_prefix.help')}
              optional
              inputMode="tel"
              autoComplete="off"
              maxLength={6}
              value={typed.outside_prefix}
              onChange={set('outside_prefix')}
              error={errors['numbering.outside_prefix']}
            />
          </div>
        ) : null}
        <div>
          <Button type="submit" isPending={save.isPending}>
            {t('numbering.save', { site: site.name })}
          </Button>
        </div>
      </form>
      <DialTester site={base.thing} />
    </div>
  );
}
