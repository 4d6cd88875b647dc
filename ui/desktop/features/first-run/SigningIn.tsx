import { Button } from '@shared/components/Button';
import { TextField } from '@shared/components/TextField';
import { useId, useState } from 'react';
import { ProblemNote } from '../../components/ProblemNote';
import { useT } from '../../i18n';
import { useAct } from '../../useAct';
import styles from './FirstRun.module.css';

/** The system browser is open; the page can be opened again, or copied to another browser. */
export function SigningIn({ url }: { url: string }) {
  const t = useT();
  const fieldId = useId();
  const opening = useAct();
  const leaving = useAct();
  const [copied, setCopied] = useState<'no' | 'copied' | 'selected'>('no');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(url);
      setCopied('copied');
    } catch {
      // Without the right to write to the clipboard, the person copies what is selected.
      const field = document.getElementById(fieldId);
      const input = field instanceof HTMLInputElement ? field : field?.querySelector('input');
      input?.focus();
      input?.select();
      setCopied('selected');
    }
  };
  return (
    <>
      <div className={styles.words} role="status">
        <h1>{t('signing_in.title')}</h1>
        <p className={styles.muted}>{t('signing_in.note')}</p>
      </div>
      <TextField id={fieldId} label={t('signing_in.url')} value={url} isReadOnly />
      <ProblemNote problem={opening.problem ?? leaving.problem} />
      <div className={styles.actions}>
        <Button icon="external-link" isPending={opening.isPending} onPress={() => void opening.act({ action: 'sign_in' })}>
          {t('signing_in.again')}
        </Button>
        <Button onPress={() => void copy()}>{t('signing_in.copy')}</Button>
        <Button kind="quiet" isPending={leaving.isPending} onPress={() => void leaving.act({ action: 'cancel_sign_in' })}>
          {t('common.cancel')}
        </Button>
      </div>
      <p role="status" className={styles.muted}>
        {copied === 'copied' ? t('signing_in.copied') : copied === 'selected' ? t('signing_in.selected') : null}
      </p>
    </>
  );
}
