import { Button } from '@shared/components/Button';
import { TextField } from '@shared/components/TextField';
import { type SubmitEvent, useState } from 'react';
import { useT } from '../../i18n';
import { useView } from '../../session';
import { fieldErrors, useAct } from '../../useAct';
import styles from './FirstRun.module.css';

/** Which server? Its address, or the e-mail address whose domain leads to it. */
export function ChooseServer() {
  const t = useT();
  const { server } = useView();
  const { act, isPending, problem, forget } = useAct();
  const [address, setAddress] = useState(server ?? '');
  const [isMissing, setIsMissing] = useState(false);
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    const typed = address.trim();
    setIsMissing(typed === '');
    if (typed !== '') void act({ action: 'use_server', address: typed });
  };
  const error = isMissing ? t('field.required', { label: t('server.address') }) : (fieldErrors(problem).own.address ?? problem?.message);
  return (
    <>
      <div className={styles.words}>
        <h1>{t('server.title')}</h1>
        <p className={styles.muted}>{t('server.note')}</p>
      </div>
      <form className={styles.form} onSubmit={send} noValidate>
        <TextField
          label={t('server.address')}
          help={t('server.address.help')}
          value={address}
          onChange={(text) => {
            setAddress(text);
            setIsMissing(false);
            forget();
          }}
          inputMode="url"
          autoComplete="off"
          spellCheck="false"
          isRequired
          error={error}
        />
        <div className={styles.actions}>
          <Button kind="primary" type="submit" isPending={isPending}>
            {t('server.continue')}
          </Button>
        </div>
      </form>
    </>
  );
}
