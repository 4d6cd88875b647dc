import { AlertDialog } from '@shared/components/AlertDialog';
import { Button } from '@shared/components/Button';
import { Dialog } from '@shared/components/Dialog';
import { EmptyState } from '@shared/components/EmptyState';
import { ErrorState } from '@shared/components/ErrorState';
import { Icon } from '@shared/components/Icon';
import { Menu } from '@shared/components/Menu';
import { RelativeTime } from '@shared/components/RelativeTime';
import { Skeleton } from '@shared/components/Skeleton';
import { StatusBadge } from '@shared/components/StatusBadge';
import { TextField } from '@shared/components/TextField';
import { type SubmitEvent, useId, useState } from 'react';
import page from '../../components/Page.module.css';
import { ProblemNote } from '../../components/ProblemNote';
import { useT } from '../../i18n';
import { useView } from '../../session';
import type { Device } from '../../types';
import { fieldErrors, problemOf, useAct } from '../../useAct';
import { useDevices } from '../../useAsk';

type Doing = { what: 'nothing' } | { what: 'rename' | 'revoke'; device: Device };

/** The computers that are signed in as this person. */
export function Devices() {
  const t = useT();
  const { connection, device: thisDevice } = useView();
  const { data, error, isPending, refetch, isRefetching } = useDevices();
  const [doing, setDoing] = useState<Doing>({ what: 'nothing' });
  const finish = () => {
    setDoing({ what: 'nothing' });
    void refetch();
  };
  const list = () => {
    if (isPending) return <Skeleton lines={3} />;
    if (data === undefined) {
      const isOffline = connection.state !== 'online';
      return (
        <ErrorState title={t('devices.failed')} onRetry={() => void refetch()} isRetrying={isRefetching}>
          <p>{isOffline ? t('devices.offline') : problemOf(error).message}</p>
        </ErrorState>
      );
    }
    const computers = data.filter((device) => device.is_desk_phone !== true);
    if (computers.length === 0) {
      return (
        <EmptyState title={t('devices.empty')} icon="device">
          <p>{t('devices.empty.meaning')}</p>
        </EmptyState>
      );
    }
    return (
      <ul className={page.cards}>
        {computers.map((device) => (
          <li key={device.id} className={page.card}>
            <Icon name="device" />
            <div className={page.words}>
              <h3 className={page.name}>{device.name}</h3>
              {device.id === thisDevice ? <StatusBadge status="neutral">{t('devices.this')}</StatusBadge> : null}
              <p className={page.muted}>
                {t.rich('devices.seen', { when: <RelativeTime key="when" at={device.last_seen_at} /> })}
              </p>
            </div>
            <Menu
              label={t('devices.actions', { name: device.name })}
              actions={[
                {
                  id: 'rename',
                  name: t('devices.rename', { name: device.name }),
                  icon: 'edit',
                  onAction: () => setDoing({ what: 'rename', device }),
                },
                // This computer is signed out as a whole, under Account.
                ...(device.id === thisDevice
                  ? []
                  : [
                      {
                        id: 'revoke',
                        name: t('devices.revoke', { name: device.name }),
                        icon: 'logout' as const,
                        isDangerous: true,
                        onAction: () => setDoing({ what: 'revoke', device }),
                      },
                    ]),
              ]}
            />
          </li>
        ))}
      </ul>
    );
  };
  return (
    <section className={page.section}>
      <h2>{t('devices.title')}</h2>
      <p className={page.muted}>{t('devices.note')}</p>
      {list()}
      {doing.what === 'rename' ? <RenameDialog device={doing.device} onClose={finish} /> : null}
      {doing.what === 'revoke' ? <RevokeDialog device={doing.device} onClose={finish} /> : null}
    </section>
  );
}

function RenameDialog({ device, onClose }: { device: Device; onClose: () => void }) {
  const t = useT();
  const formId = useId();
  const { act, isPending, problem } = useAct();
  const [name, setName] = useState(device.name);
  const isEmpty = name.trim() === '';
  const rename = async () => {
    if (isEmpty) return;
    const done = await act({ action: 'rename_device', device: device.id, name: name.trim() });
    if (done !== null) onClose();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void rename();
  };
  return (
    <Dialog
      title={t('devices.rename', { name: device.name })}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button kind="primary" type="submit" form={formId} isPending={isPending}>
            {t('common.save')}
          </Button>
        </>
      }
    >
      <form id={formId} className={page.form} onSubmit={submit} noValidate>
        <TextField
          label={t('devices.name')}
          value={name}
          onChange={setName}
          maxLength={120}
          isRequired
          autoComplete="off"
          error={isEmpty ? t('field.required', { label: t('devices.name') }) : fieldErrors(problem).own.name}
        />
        <ProblemNote problem={problem} />
      </form>
    </Dialog>
  );
}

function RevokeDialog({ device, onClose }: { device: Device; onClose: () => void }) {
  const t = useT();
  const { act, isPending, problem } = useAct();
  const revoke = async () => {
    const done = await act({ action: 'revoke_device', device: device.id });
    if (done !== null) onClose();
  };
  return (
    <AlertDialog
      title={t('devices.revoke.title', { name: device.name })}
      confirm={t('devices.revoke.confirm')}
      isOpen
      isDangerous
      isPending={isPending}
      onConfirm={() => void revoke()}
      onCancel={onClose}
    >
      <p>{t('devices.revoke.meaning')}</p>
      <ProblemNote problem={problem} />
    </AlertDialog>
  );
}
