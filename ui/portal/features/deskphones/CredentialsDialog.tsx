import { Button } from '@shared/components/Button';
import { Dialog } from '@shared/components/Dialog';
import { Disclosure } from '@shared/components/Disclosure';
import type { ReactNode } from 'react';
import type { DeskPhoneCredentials } from '../../api/types';
import text from '../../components/text.module.css';
import { useT } from '../../i18n';
import { Note } from '../delegation/Note';
import { CopiedText, CopiedValue } from './Copied';
import styles from './DeskPhones.module.css';
import { baresipAccount, linphoneSettings } from './howTo';

const code = (chunks: ReactNode[]) => <code key="code">{chunks}</code>;

/** What is typed into a phone. The server does not keep the password, so it is here once. */
export function CredentialsDialog({ credentials, onClose }: { credentials: DeskPhoneCredentials; onClose: () => void }) {
  const t = useT();
  const { phone, password, domain, servers } = credentials;
  return (
    <Dialog
      title={t('deskphones.credentials.title', { name: phone.name })}
      isOpen
      wide
      onClose={onClose}
      actions={
        <Button kind="primary" onPress={onClose}>
          {t('deskphones.credentials.done')}
        </Button>
      }
    >
      <div className={text.stack}>
        <Note icon="alert">{t('deskphones.credentials.once')}</Note>
        <div className={styles.values}>
          <CopiedValue name={t('deskphones.username')} value={phone.username} />
          <CopiedValue name={t('deskphones.password')} value={password} />
          <CopiedValue name={t('deskphones.domain')} value={domain} />
          {servers.map(({ transport, address }) => (
            <CopiedValue key={transport} name={t(`deskphones.server.${transport}`)} value={address} />
          ))}
        </div>
        <Disclosure title={t('deskphones.baresip')} level={3}>
          <div className={text.stack}>
            <p>{t.rich('deskphones.baresip.how', { code })}</p>
            <CopiedText name={t('deskphones.baresip.account')} value={baresipAccount(credentials)} />
          </div>
        </Disclosure>
        <Disclosure title={t('deskphones.linphone')} level={3}>
          <div className={text.stack}>
            <p>{t.rich('deskphones.linphone.how', { code })}</p>
            <CopiedText name={t('deskphones.linphone.settings')} value={linphoneSettings(credentials)} />
          </div>
        </Disclosure>
      </div>
    </Dialog>
  );
}
