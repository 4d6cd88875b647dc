import { useQueryClient } from '@tanstack/react-query';
import { AddressLines } from '@shared/components/AddressLines';
import { AlertDialog } from '@shared/components/AlertDialog';
import { Button } from '@shared/components/Button';
import { KeyValueList } from '@shared/components/KeyValueList';
import { RelativeTime } from '@shared/components/RelativeTime';
import { toasts } from '@shared/components/toasts';
import { useState } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import { administersSite, useView } from '../../api/session';
import type { LocationView } from '../../api/types';
import text from '../../components/text.module.css';
import { useAct } from '../../components/useAct';
import { useT } from '../../i18n';
import { LocationDialog } from './LocationDialog';
import styles from './Locations.module.css';
import { Rules } from './Rules';
import { kindsBelow } from './tree';

/** Props of {@link LocationDetail}. */
export interface LocationDetailProps {
  location: LocationView;
  onAdded: (location: LocationView) => void;
  onDeleted: () => void;
}

/** One location: its address, what it matches by, and what can be done with it. */
export function LocationDetail({ location, onAdded, onDeleted }: LocationDetailProps) {
  const t = useT();
  const client = useQueryClient();
  const [dialog, setDialog] = useState<'add' | 'edit' | 'delete' | null>(null);
  const { id, name, kind, path, emergency_address: address, elin, public_ip_is_enough: isPublicIpEnough, parent } = location;
  const { me } = useView();
  const mayEdit = administersSite(me.roles, location.site);
  const remove = useAct(() => api.deleteLocation(id), {
    onDone: async () => {
      setDialog(null);
      toasts.show({ text: t('location.deleted', { name }) });
      onDeleted();
      await client.invalidateQueries({ queryKey: [keys.company] });
    },
  });
  return (
    <>
      <header className={styles.head}>
        <div>
          {path.length > 1 ? <p className={styles.path}>{path.slice(0, -1).join(' › ')}</p> : null}
          <h2 className={styles.name}>{name}</h2>
        </div>
        <KeyValueList
          facts={[
            { name: t('location.kind'), value: t(`location.kind.${kind}`) },
            { name: t('address.legend'), value: <AddressLines address={address} /> },
            { name: t('location.elin'), value: elin ?? <span className={text.muted}>{t('location.elin.none')}</span> },
            { name: t('location.public_ip'), value: t(isPublicIpEnough ? 'location.public_ip.enough' : 'location.public_ip.not_enough') },
            { name: t('location.updated'), value: <RelativeTime at={location.updated_at} /> },
          ]}
        />
        {mayEdit ? (
        <div className={text.row}>
          <Button icon="edit" onPress={() => setDialog('edit')}>
            {t('location.edit')}
          </Button>
          {kindsBelow(kind).length > 0 ? (
            <Button icon="plus" onPress={() => setDialog('add')}>
              {t('location.add')}
            </Button>
          ) : null}
          {parent ? (
            <Button kind="quiet" icon="trash" onPress={() => setDialog('delete')}>
              {t('location.delete')}
            </Button>
          ) : null}
        </div>
        ) : <p className={text.muted}>{t('location.not_yours')}</p>}
      </header>
      <Rules location={location} mayEdit={mayEdit} />
      {dialog === 'edit' ? <LocationDialog location={location} onClose={() => setDialog(null)} onSaved={() => undefined} /> : null}
      {dialog === 'add' ? <LocationDialog below={location} onClose={() => setDialog(null)} onSaved={onAdded} /> : null}
      <AlertDialog
        title={t('location.delete.title', { name })}
        confirm={t('location.delete')}
        isOpen={dialog === 'delete'}
        isDangerous
        isPending={remove.isPending}
        onCancel={() => setDialog(null)}
        onConfirm={() => remove.run()}
      >
        {t('location.delete.meaning')}
      </AlertDialog>
    </>
  );
}
