import { AlertDialog } from '@shared/components/AlertDialog';
import { EmptyState } from '@shared/components/EmptyState';
import { Menu } from '@shared/components/Menu';
import { RelativeTime } from '@shared/components/RelativeTime';
import { TextField } from '@shared/components/TextField';
import { toasts } from '@shared/components/toasts';
import { useState } from 'react';
import { api } from '../../api/endpoints';
import { useView } from '../../api/session';
import type { Device } from '../../api/types';
import { Card, Cards } from '../../components/Cards';
import { FormDialog } from '../../components/FormDialog';
import text from '../../components/text.module.css';
import { useAct } from '../../components/useAct';
import { useT } from '../../i18n';
import { Page, Section } from '../../layout/Page';
import { DeskPhones } from '../deskphones/DeskPhones';

function RenameDialog({ device, onClose }: { device: Device; onClose: () => void }) {
  const t = useT();
  const [name, setName] = useState(device.name);
  const [isMissing, setIsMissing] = useState(false);
  const rename = useAct(() => api.renameDevice(device.id, name.trim()), { onDone: onClose, onProblem: () => undefined });
  return (
    <FormDialog
      title={t('devices.rename.title', { name: device.name })}
      submit={t('common.save')}
      isPending={rename.isPending}
      problem={rename.problem}
      onClose={onClose}
      onSubmit={() => {
        setIsMissing(name.trim() === '');
        if (name.trim() !== '') rename.run();
      }}
    >
      <TextField
        label={t('devices.name')}
        value={name}
        onChange={setName}
        maxLength={120}
        isRequired
        error={isMissing ? t('field.required', { label: t('devices.name') }) : rename.problem?.fields.name}
      />
    </FormDialog>
  );
}

/** The reader's computers, with the way to sign one out, and their telephones. */
export function DevicesPage() {
  const t = useT();
  const { me, devices, deskPhones } = useView();
  const computers = devices.filter((device) => device.is_desk_phone !== true);
  const [renamed, setRenamed] = useState<Device | null>(null);
  const [leaving, setLeaving] = useState<Device | null>(null);
  const revoke = useAct(({ id }: Device) => api.revokeDevice(id), {
    onDone: (_, { name }) => {
      setLeaving(null);
      toasts.show({ text: t('devices.revoked', { name }) });
    },
  });
  return (
    <Page title={t('devices.title')} note={t('devices.note')}>
      <Section title={t('devices.computers')} note={t('devices.computers.note')}>
        {computers.length === 0 ? (
          <EmptyState title={t('devices.empty.title')} icon="device">
            {t('devices.empty.meaning')}
          </EmptyState>
        ) : (
          <Cards label={t('devices.computers')}>
            {computers.map((device) => (
              <Card
                key={device.id}
                title={device.name}
                actions={
                  <Menu
                    label={t('devices.actions', { name: device.name })}
                    actions={[
                      { id: 'rename', name: t('devices.rename'), icon: 'edit', onAction: () => setRenamed(device) },
                      { id: 'revoke', name: t('devices.revoke'), icon: 'logout', isDangerous: true, onAction: () => setLeaving(device) },
                    ]}
                  />
                }
              >
                <p className={text.muted}>
                  {t.rich('devices.seen', {
                    signed: <RelativeTime key="signed" at={device.signed_in_at} />,
                    seen: <RelativeTime key="seen" at={device.last_seen_at} />,
                  })}
                </p>
                {device.permission == null ? null : <p className={text.muted}>{t(`devices.permission.${device.permission}`)}</p>}
              </Card>
            ))}
          </Cards>
        )}
      </Section>
      <DeskPhones
        owner={{ kind: 'user', id: me.id }}
        phones={deskPhones}
        note={t(me.licensed ? 'deskphones.note' : 'deskphones.unlicensed')}
        isHindered={!me.licensed}
      />
      {renamed === null ? null : <RenameDialog device={renamed} onClose={() => setRenamed(null)} />}
      <AlertDialog
        title={t('devices.revoke.title', { name: leaving?.name ?? '' })}
        confirm={t('devices.revoke')}
        isOpen={leaving !== null}
        isDangerous
        isPending={revoke.isPending}
        onCancel={() => setLeaving(null)}
        onConfirm={() => {
          if (leaving !== null) revoke.run(leaving);
        }}
      >
        {t('devices.revoke.meaning')}
      </AlertDialog>
    </Page>
  );
}
