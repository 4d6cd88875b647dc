import { Button } from '@shared/components/Button';
import { ProblemNote } from '../../components/ProblemNote';
import { useT } from '../../i18n';
import { useView } from '../../session';
import { useAct } from '../../useAct';
import { PermissionState } from '../settings/PermissionState';
import styles from './FirstRun.module.css';

/** Why the permission is needed, the asking, and what came of it. */
export function AskPermission() {
  const t = useT();
  const { permission } = useView();
  const asking = useAct();
  const going = useAct();
  const isOpen = permission.state === 'not_asked' || permission.state === 'asking';
  return (
    <>
      <div className={styles.words}>
        <h1>{t('permission.why')}</h1>
        <p>{t('permission.why.how')}</p>
        <p className={styles.muted}>{t('permission.why.privacy')}</p>
      </div>
      {isOpen ? null : (
        <div className={styles.state}>
          <PermissionState permission={permission} />
        </div>
      )}
      <ProblemNote problem={asking.problem ?? going.problem} />
      <div className={styles.actions}>
        {isOpen ? (
          <Button
            kind="primary"
            icon="pin"
            isPending={asking.isPending || permission.state === 'asking'}
            onPress={() => void asking.act({ action: 'ask_permission' })}
          >
            {t('permission.ask')}
          </Button>
        ) : null}
        <Button
          kind={isOpen ? 'secondary' : 'primary'}
          isPending={going.isPending}
          onPress={() => void going.act({ action: 'skip_permission' })}
        >
          {t(permission.state === 'granted' ? 'permission.continue' : 'permission.skip')}
        </Button>
      </div>
      {permission.state === 'asking' ? (
        <p role="status" className={styles.muted}>
          {t('permission.asking.meaning')}
        </p>
      ) : null}
    </>
  );
}
