import { Button } from '@shared/components/Button';
import { useState } from 'react';
import { ProblemNote } from '../../components/ProblemNote';
import { strong, useT } from '../../i18n';
import { useView } from '../../session';
import { useAct } from '../../useAct';
import { ChooseServer } from './ChooseServer';
import styles from './FirstRun.module.css';

/** The server is known; signing in happens in the system browser. */
export function SignIn() {
  const t = useT();
  const { server } = useView();
  const { act, isPending, problem } = useAct();
  const [isOther, setIsOther] = useState(false);
  if (isOther) return <ChooseServer />;
  return (
    <>
      <div className={styles.words}>
        <h1>{t('sign_in.title')}</h1>
        <p>{t.rich('sign_in.server', { server: server ?? '', strong })}</p>
        <p className={styles.muted}>{t('sign_in.note')}</p>
      </div>
      <ProblemNote problem={problem} />
      <div className={styles.actions}>
        <Button kind="primary" icon="external-link" isPending={isPending} onPress={() => void act({ action: 'sign_in' })}>
          {t('sign_in.open')}
        </Button>
        <Button onPress={() => setIsOther(true)}>{t('sign_in.other_server')}</Button>
      </div>
    </>
  );
}
