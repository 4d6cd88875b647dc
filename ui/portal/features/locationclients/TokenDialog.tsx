import { Button } from '@shared/components/Button';
import { Dialog } from '@shared/components/Dialog';
import type { LocationClientCredentials } from '../../api/types';
import text from '../../components/text.module.css';
import { useT } from '../../i18n';
import { Note } from '../delegation/Note';
import { CopiedValue } from '../deskphones/Copied';

/** What a client asks with. The server does not keep the token, so it is here once. */
export function TokenDialog({ credentials, onClose }: { credentials: LocationClientCredentials; onClose: () => void }) {
  const t = useT();
  const { client, token, url } = credentials;
  return (
    <Dialog
      title={t('location_clients.token.title', { name: client.name })}
      isOpen
      wide
      onClose={onClose}
      actions={
        <Button kind="primary" onPress={onClose}>
          {t('location_clients.token.done')}
        </Button>
      }
    >
      <div className={text.stack}>
        <Note icon="alert">{t('location_clients.token.once')}</Note>
        <CopiedValue name={t('location_clients.url')} value={url} />
        <CopiedValue name={t('location_clients.token')} value={token} />
      </div>
    </Dialog>
  );
}
