import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '@shared/components/Button';
import { Checkbox } from '@shared/components/Checkbox';
import { Dialog } from '@shared/components/Dialog';
import { TextField } from '@shared/components/TextField';
import { toasts } from '@shared/components/toasts';
import { type SubmitEvent, useState } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import type { Site, SiteAlerts } from '../../api/types';
import form from '../../components/Form.module.css';
import { Loaded } from '../../components/Loaded';
import { MovedNote } from '../../components/MovedNote';
import { ProblemNote } from '../../components/ProblemNote';
import text from '../../components/text.module.css';
import { useAct } from '../../components/useAct';
import { useBase } from '../../components/useBase';
import { useT } from '../../i18n';
import { Note } from '../delegation/Note';
import { CopiedValue } from '../deskphones/Copied';
import styles from './Policies.module.css';
import { wordsIn } from './words';

/** Whom a site tells of emergency calls, beside its safety team. */
export function SiteAlertsForm({ site }: { site: Site }) {
  const query = useQuery({ queryKey: keys.siteAlerts(site.id), queryFn: ({ signal }) => api.siteAlerts(site.id, signal) });
  return <Loaded query={query}>{(alerts) => <Form site={site} saved={alerts} />}</Loaded>;
}

function Form({ site, saved }: { site: Site; saved: SiteAlerts }) {
  const t = useT();
  const client = useQueryClient();
  const [emails, setEmails] = useState(saved.emails.join('\n'));
  const [webhook, setWebhook] = useState(saved.webhook ?? '');
  const [wantsSecret, setWantsSecret] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const base = useBase(saved, () => api.siteAlerts(site.id));
  const url = webhook.trim();
  const save = useAct(
    () =>
      api.setSiteAlerts(site.id, {
        emails: wordsIn(emails),
        webhook: url === '' ? null : url,
        new_secret: wantsSecret && url !== '',
        version: base.thing.version,
      }),
    {
      onDone: ({ secret: made, ...now }) => {
        toasts.show({ text: t('alerts.saved', { site: site.name }) });
        base.take(now);
        setWantsSecret(false);
        setSecret(made ?? null);
        client.setQueryData(keys.siteAlerts(site.id), now);
      },
      onProblem: base.onProblem,
    },
  );
  const fields = save.problem?.fields ?? {};
  const emailProblem = Object.entries(fields).find(([path]) => path.startsWith('emails'))?.[1];
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!save.isPending) save.run();
  };
  return (
    <form className={`${form.form} ${styles.card}`} noValidate onSubmit={submit} aria-label={t('alerts.of', { site: site.name })}>
      <h3 className={styles.site}>{site.name}</h3>
      <ProblemNote problem={save.problem} />
      {base.isMoved ? (
        <MovedNote
          facts={[
            { name: t('alerts.emails'), value: base.thing.emails.join(', ') },
            { name: t('alerts.webhook'), value: base.thing.webhook ?? t('alerts.no_webhook') },
          ]}
        />
      ) : null}
      <TextField label={t('alerts.emails')} help={t('alerts.emails.help')} multiline optional value={emails} onChange={setEmails} error={emailProblem} />
      <TextField label={t('alerts.webhook')} help={t('alerts.webhook.help')} inputMode="url" optional value={webhook} onChange={setWebhook} error={fields.webhook} />
      {base.thing.webhook != null && url === base.thing.webhook ? (
        <Checkbox isSelected={wantsSecret} onChange={setWantsSecret} help={t('alerts.new_secret.help')}>
          {t('alerts.new_secret')}
        </Checkbox>
      ) : null}
      <div>
        <Button type="submit" isPending={save.isPending}>
          {t('alerts.save', { site: site.name })}
        </Button>
      </div>
      <Dialog
        title={t('alerts.secret.title')}
        isOpen={secret !== null}
        onClose={() => setSecret(null)}
        actions={
          <Button kind="primary" onPress={() => setSecret(null)}>
            {t('alerts.secret.done')}
          </Button>
        }
      >
        <div className={text.stack}>
          <Note icon="alert">{t('alerts.secret.once')}</Note>
          <CopiedValue name={t('alerts.secret')} value={secret ?? ''} />
        </div>
      </Dialog>
    </form>
  );
}
