import { useQueryClient } from '@tanstack/react-query';
import { Button } from '@shared/components/Button';
import { TextField } from '@shared/components/TextField';
import { toasts } from '@shared/components/toasts';
import { type SubmitEvent, useState } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import type { Site } from '../../api/types';
import form from '../../components/Form.module.css';
import { MovedNote } from '../../components/MovedNote';
import { ProblemNote } from '../../components/ProblemNote';
import { useAct } from '../../components/useAct';
import { useBase } from '../../components/useBase';
import { useT } from '../../i18n';
import { Note } from '../delegation/Note';
import styles from './Policies.module.css';

/** The number with which emergency calls of a site go out where neither the place nor the caller has one. */
export function CallbackNumberForm({ site }: { site: Site }) {
  const t = useT();
  const client = useQueryClient();
  const [number, setNumber] = useState(site.callback_number ?? '');
  const base = useBase(site, () => api.site(site.id), ({ callback_number }) => callback_number);
  const save = useAct(() => api.setCallbackNumber(site.id, number.trim() === '' ? null : number.trim(), base.thing.version), {
    onDone: async (saved) => {
      base.take(saved);
      setNumber(saved.callback_number ?? '');
      toasts.show({ text: t('callback.saved', { site: site.name }) });
      await client.invalidateQueries({ queryKey: keys.sites });
    },
    onProblem: base.onProblem,
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!save.isPending) save.run();
  };
  return (
    <form className={`${form.form} ${styles.card}`} noValidate onSubmit={submit} aria-label={t('callback.of', { site: site.name })}>
      <h3 className={styles.site}>{site.name}</h3>
      <ProblemNote problem={save.problem} />
      {base.isMoved ? <MovedNote facts={[{ name: t('callback.number'), value: base.thing.callback_number ?? t('callback.none') }]} /> : null}
      {base.thing.callback_number == null ? <Note icon="alert">{t('callback.lacking')}</Note> : null}
      <TextField
        label={t('callback.number')}
        help={t('callback.number.help')}
        inputMode="tel"
        value={number}
        onChange={setNumber}
        error={save.problem?.fields.callback_number}
      />
      <div>
        <Button type="submit" isPending={save.isPending}>
          {t('callback.save', { site: site.name })}
        </Button>
      </div>
    </form>
  );
}
