import { Button } from '@shared/components/Button';
import { ProblemNote } from '../../components/ProblemNote';
import { useT } from '../../i18n';
import { useView } from '../../session';
import { useAct } from '../../useAct';
import styles from './Prompt.module.css';

/** Leads to the same question in the portal, which knows this computer's network only while the server is in touch. */
export function InPortal() {
  const t = useT();
  const { device, connection } = useView();
  const { act, isPending, problem } = useAct();
  if (device == null || connection.state !== 'online') return null;
  const path = `/emergency/choose?device=${encodeURIComponent(device)}`;
  return (
    <div className={styles.group}>
      <ProblemNote problem={problem} />
      <div className={styles.actions}>
        <div className={styles.later}>
          <Button kind="quiet" icon="external-link" isPending={isPending} onPress={() => void act({ action: 'open_portal', path })}>
            {t('prompt.in_portal')}
          </Button>
        </div>
      </div>
    </div>
  );
}
