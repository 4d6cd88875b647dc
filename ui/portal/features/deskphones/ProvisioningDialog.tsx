import { Button } from '@shared/components/Button';
import { Dialog } from '@shared/components/Dialog';
import { useState } from 'react';
import { api } from '../../api/endpoints';
import type { DeskPhone } from '../../api/types';
import { ProblemNote } from '../../components/ProblemNote';
import text from '../../components/text.module.css';
import { useAct } from '../../components/useAct';
import { strong, useT } from '../../i18n';
import { Note } from '../delegation/Note';
import { CopiedValue } from './Copied';
import styles from './DeskPhones.module.css';
import { ProvisioningState } from './ProvisioningState';

/** For each of them it is said where the address goes. */
const MAKERS = ['yealink', 'poly', 'grandstream', 'other'] as const;

/** Makes an address that is typed into a telephone, and shows it once, until the telephone has fetched its settings. */
export function ProvisioningDialog({ phone, onClose, onChanged }: { phone: DeskPhone; onClose: () => void; onChanged: () => unknown }) {
  const t = useT();
  const [address, setAddress] = useState<string | null>(null);
  const inDialog = () => undefined;
  const make = useAct(() => api.makeProvisioningAddress(phone.id), {
    onDone: (made) => {
      setAddress(made.address);
      return onChanged();
    },
    onProblem: inDialog,
  });
  const withdraw = useAct(() => api.withdrawProvisioningAddress(phone.id), {
    onDone: () => {
      setAddress(null);
      return onChanged();
    },
    onProblem: inDialog,
  });
  const offered = phone.provisioning ?? null;
  const isWaiting = offered !== null && offered.fetched == null;
  return (
    <Dialog
      title={t('deskphones.provisioning.title', { name: phone.name })}
      isOpen
      wide
      onClose={onClose}
      actions={
        <>
          {isWaiting ? (
            <Button isPending={withdraw.isPending} onPress={() => withdraw.run()}>
              {t('deskphones.provisioning.withdraw')}
            </Button>
          ) : null}
          {address === null ? (
            <>
              <Button onPress={onClose}>{t('common.cancel')}</Button>
              <Button kind="primary" isPending={make.isPending} onPress={() => make.run()}>
                {t(isWaiting ? 'deskphones.provisioning.replace' : 'deskphones.provisioning.make')}
              </Button>
            </>
          ) : (
            <Button kind="primary" onPress={onClose}>
              {t('deskphones.credentials.done')}
            </Button>
          )}
        </>
      }
    >
      <div className={text.stack}>
        <ProblemNote problem={make.problem ?? withdraw.problem} />
        {address === null ? (
          <>
            <p>{t('deskphones.provisioning.meaning')}</p>
            {isWaiting ? <Note icon="clock">{t('deskphones.provisioning.waiting')}</Note> : null}
          </>
        ) : (
          <>
            <div className={styles.address}>
              <CopiedValue name={t('deskphones.provisioning.address')} value={address} />
            </div>
            <div role="status" className={text.stack}>
              {offered === null ? null : <ProvisioningState provisioning={offered} />}
            </div>
            {offered?.fetched == null ? (
              <>
                <Note icon="alert">{t('deskphones.provisioning.once')}</Note>
                <ul className={styles.makers}>
                  {MAKERS.map((maker) => (
                    <li key={maker}>{t.rich(`deskphones.provisioning.how.${maker}`, { strong })}</li>
                  ))}
                </ul>
              </>
            ) : null}
          </>
        )}
      </div>
    </Dialog>
  );
}
