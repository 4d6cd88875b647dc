import { AlertDialog } from '@shared/components/AlertDialog';
import { Button } from '@shared/components/Button';
import { EmptyState } from '@shared/components/EmptyState';
import { Menu } from '@shared/components/Menu';
import { RelativeTime } from '@shared/components/RelativeTime';
import { StatusBadge } from '@shared/components/StatusBadge';
import { Switch } from '@shared/components/Switch';
import { toasts } from '@shared/components/toasts';
import { useState } from 'react';
import { api } from '../../api/endpoints';
import type { DelegateId, DeskPhone, DeskPhoneCredentials } from '../../api/types';
import { Card, Cards } from '../../components/Cards';
import text from '../../components/text.module.css';
import { useAct } from '../../components/useAct';
import { strong, useT } from '../../i18n';
import { Section } from '../../layout/Page';
import { CredentialsDialog } from './CredentialsDialog';
import { KeysDialog } from './KeysDialog';
import { LocateDialog } from './LocateDialog';
import { NameDialog } from './NameDialog';
import { networksOf } from './networks';
import { ProvisioningDialog } from './ProvisioningDialog';
import { ProvisioningState } from './ProvisioningState';

/** Phones that somebody has at most. */
const MOST = 10;

/** Props of {@link DeskPhones}. */
export interface DeskPhonesProps {
  owner: DelegateId;
  phones: readonly DeskPhone[];
  /** What it says about whose phones they are. */
  note: string;
  /** Keeps the owner from having new credentials. */
  isHindered?: boolean;
  /** Reads the phones again, where no events tell of them. */
  onChanged?: () => unknown;
}

/** Where a phone is registered, in words. */
function Places({ phone }: { phone: DeskPhone }) {
  const t = useT();
  return phone.places.map(({ address, encrypted, software, since }) => (
    <p key={address} className={text.muted}>
      {t.rich('deskphones.at', {
        address,
        software: software === '' ? t('deskphones.software.unknown') : software,
        encrypted: encrypted ? 'yes' : 'no',
        since: <RelativeTime key="since" at={since} />,
      })}
    </p>
  ));
}

/** Where help that is called from a phone of a common area is sent to. */
function Whereabouts({ phone }: { phone: DeskPhone }) {
  const t = useT();
  const { location } = phone;
  const networks = networksOf(phone);
  if (networks.length > 1) {
    return networks.map(({ ip, said }) => (
      <p key={ip}>
        {said === null
          ? t('deskphones.whereabouts.network.unknown', { address: ip })
          : t.rich('deskphones.whereabouts.network', { address: ip, location: said.name, strong })}
      </p>
    ));
  }
  if (location == null) return <p>{t('deskphones.whereabouts.unknown')}</p>;
  return <p>{t.rich(location.holds ? 'deskphones.whereabouts' : 'deskphones.whereabouts.moved', { location: location.name, strong })}</p>;
}

/** Somebody's telephones, each with where it is registered; new ones are set up here. */
export function DeskPhones({ owner, phones, note, isHindered = false, onChanged = () => undefined }: DeskPhonesProps) {
  const t = useT();
  // One for each phone that is asked for: the same identifier again is the same phone.
  const [added, setAdded] = useState<string | null>(null);
  const [renamed, setRenamed] = useState<string | null>(null);
  const [arranged, setArranged] = useState<string | null>(null);
  const [located, setLocated] = useState<string | null>(null);
  const [offered, setOffered] = useState<string | null>(null);
  const [renewed, setRenewed] = useState<DeskPhone | null>(null);
  const [leaving, setLeaving] = useState<DeskPhone | null>(null);
  const [credentials, setCredentials] = useState<DeskPhoneCredentials | null>(null);
  const inDialog = () => undefined;
  const add = useAct((name: string) => api.addDeskPhone({ id: added ?? crypto.randomUUID(), name, owner }), {
    onDone: (made) => {
      setAdded(null);
      setCredentials(made);
      return onChanged();
    },
    onProblem: inDialog,
  });
  const rename = useAct(
    ({ phone, name }: { phone: DeskPhone; name: string }) => api.editDeskPhone(phone.id, { name, rings: phone.rings }, phone.version),
    {
      onDone: () => {
        setRenamed(null);
        return onChanged();
      },
      onProblem: () => onChanged(),
    },
  );
  const ring = useAct(
    ({ phone, rings }: { phone: DeskPhone; rings: boolean }) => api.editDeskPhone(phone.id, { name: phone.name, rings }, phone.version),
    { onDone: () => onChanged() },
  );
  const encrypt = useAct(
    ({ phone, required }: { phone: DeskPhone; required: boolean }) =>
      api.editDeskPhone(phone.id, { name: phone.name, rings: phone.rings, requires_encryption: required }, phone.version),
    { onDone: () => onChanged() },
  );
  const renew = useAct(({ id }: DeskPhone) => api.renewDeskPhone(id), {
    onDone: (made) => {
      setRenewed(null);
      setCredentials(made);
    },
  });
  const remove = useAct(({ id }: DeskPhone) => api.deleteDeskPhone(id), {
    onDone: (_, { name }) => {
      setLeaving(null);
      toasts.show({ text: t('deskphones.removed', { name }) });
      return onChanged();
    },
  });
  const named = phones.find(({ id }) => id === renamed);
  const withLocation = phones.find(({ id }) => id === located);
  const withAddress = phones.find(({ id }) => id === offered);
  const withKeys = phones.find(({ id }) => id === arranged);
  const isFull = phones.length >= MOST;
  return (
    <Section
      title={t('deskphones.title')}
      note={isFull ? t('deskphones.full', { count: MOST }) : note}
      actions={
        isHindered || isFull ? undefined : (
          <Button
            icon="plus"
            onPress={() => {
              add.reset();
              setAdded(crypto.randomUUID());
            }}
          >
            {t('deskphones.add')}
          </Button>
        )
      }
    >
      {phones.length === 0 ? (
        <EmptyState title={t('deskphones.empty.title')} icon="phone">
          {t('deskphones.empty.meaning')}
        </EmptyState>
      ) : (
        <Cards label={t('deskphones.title')}>
          {phones.map((phone) => (
            <Card
              key={phone.id}
              title={phone.name}
              badge={
                phone.places.length === 0 ? (
                  <StatusBadge status="neutral">{t('deskphones.not_registered')}</StatusBadge>
                ) : (
                  <StatusBadge status="settled">{t('deskphones.registered')}</StatusBadge>
                )
              }
              actions={
                <Menu
                  label={t('devices.actions', { name: phone.name })}
                  actions={[
                    {
                      id: 'rename',
                      name: t('devices.rename'),
                      icon: 'edit',
                      onAction: () => {
                        rename.reset();
                        setRenamed(phone.id);
                      },
                    },
                    ...(owner.kind === 'phone' ? [{ id: 'locate', name: t('deskphones.locate'), icon: 'pin' as const, onAction: () => setLocated(phone.id) }] : []),
                    { id: 'keys', name: t('keys'), icon: 'menu', onAction: () => setArranged(phone.id) },
                    ...(isHindered
                      ? []
                      : [
                          { id: 'provision', name: t('deskphones.provisioning'), icon: 'phone' as const, onAction: () => setOffered(phone.id) },
                          { id: 'renew', name: t('deskphones.renew'), icon: 'lock' as const, onAction: () => setRenewed(phone) },
                        ]),
                    { id: 'remove', name: t('deskphones.remove'), icon: 'trash', isDangerous: true, onAction: () => setLeaving(phone) },
                  ]}
                />
              }
            >
              <p className={text.muted}>{t.rich('deskphones.registers_as', { username: <code key="username">{phone.username}</code> })}</p>
              <Places phone={phone} />
              {phone.provisioning == null ? null : <ProvisioningState provisioning={phone.provisioning} />}
              {owner.kind === 'phone' ? <Whereabouts phone={phone} /> : null}
              <Switch
                isSelected={phone.rings}
                isDisabled={ring.isPending}
                aria-label={t('deskphones.rings.label', { name: phone.name })}
                onChange={(rings) => ring.run({ phone, rings })}
              >
                {t('deskphones.rings')}
              </Switch>
              <Switch
                isSelected={phone.requires_encryption === true}
                isDisabled={encrypt.isPending}
                aria-label={t('deskphones.encrypted.label', { name: phone.name })}
                onChange={(required) => encrypt.run({ phone, required })}
              >
                {t('deskphones.encrypted')}
              </Switch>
            </Card>
          ))}
        </Cards>
      )}
      {withLocation === undefined ? null : <LocateDialog phone={withLocation} onClose={() => setLocated(null)} onDone={onChanged} />}
      {added === null ? null : (
        <NameDialog
          title={t('deskphones.add')}
          submit={t('deskphones.add.submit')}
          name=""
          isPending={add.isPending}
          problem={add.problem}
          onName={add.run}
          onClose={() => setAdded(null)}
        />
      )}
      {named === undefined ? null : (
        <NameDialog
          key={named.id}
          title={t('devices.rename.title', { name: named.name })}
          submit={t('common.save')}
          name={named.name}
          isPending={rename.isPending}
          problem={rename.problem}
          onName={(name) => rename.run({ phone: named, name })}
          onClose={() => setRenamed(null)}
        />
      )}
      {withAddress === undefined ? null : (
        <ProvisioningDialog key={withAddress.id} phone={withAddress} onClose={() => setOffered(null)} onChanged={onChanged} />
      )}
      {withKeys === undefined ? null : <KeysDialog key={withKeys.id} phone={withKeys} onClose={() => setArranged(null)} />}
      {credentials === null ? null : <CredentialsDialog credentials={credentials} onClose={() => setCredentials(null)} />}
      <AlertDialog
        title={t('deskphones.renew.title', { name: renewed?.name ?? '' })}
        confirm={t('deskphones.renew')}
        isOpen={renewed !== null}
        isPending={renew.isPending}
        onCancel={() => setRenewed(null)}
        onConfirm={() => {
          if (renewed !== null) renew.run(renewed);
        }}
      >
        {t('deskphones.renew.meaning')}
      </AlertDialog>
      <AlertDialog
        title={t('deskphones.remove.title', { name: leaving?.name ?? '' })}
        confirm={t('deskphones.remove')}
        isOpen={leaving !== null}
        isDangerous
        isPending={remove.isPending}
        onCancel={() => setLeaving(null)}
        onConfirm={() => {
          if (leaving !== null) remove.run(leaving);
        }}
      >
        {t('deskphones.remove.meaning')}
      </AlertDialog>
    </Section>
  );
}
