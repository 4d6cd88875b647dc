import { Button } from '@shared/components/Button';
import { EmptyState } from '@shared/components/EmptyState';
import { Icon } from '@shared/components/Icon';
import { Menu } from '@shared/components/Menu';
import { RelativeTime } from '@shared/components/RelativeTime';
import { Select } from '@shared/components/Select';
import { StatusBadge } from '@shared/components/StatusBadge';
import { Switch } from '@shared/components/Switch';
import { useState } from 'react';
import page from '../../components/Page.module.css';
import { ProblemNote } from '../../components/ProblemNote';
import { useT } from '../../i18n';
import { useView } from '../../session';
import type { Credentials, DeskPhone, Registration } from '../../types';
import { useAct } from '../../useAct';
import { AddPhone, NewPassword, RemovePhone, RenamePhone, ShownOnce } from './PhoneDialogs';
import { useLining } from './useLining';

type Doing = { what: 'nothing' | 'add' } | { what: 'rename' | 'remove' | 'password'; phone: DeskPhone } | { what: 'told'; credentials: Credentials };

/** Address without its port, since nobody looks for a phone by it. */
const hostOf = (address: string) => /^\[(.+)\](?::\d+)?$/.exec(address)?.[1] ?? address.replace(/^([^:]+):\d+$/, '$1');

/** Not one of the phones, but each time the question. */
const ASK = 'ask';

/** The phones on which this person talks. */
export function Phones({ cutOffId }: { cutOffId: string }) {
  const t = useT();
  const { chosen_phone: chosen } = useView();
  const { phones, isCutOff } = useLining();
  const choosing = useAct();
  const [doing, setDoing] = useState<Doing>({ what: 'nothing' });
  const rest = () => setDoing({ what: 'nothing' });
  const tell = (credentials: Credentials) => setDoing({ what: 'told', credentials });
  const add = (
    <Button icon="plus" isDisabled={isCutOff} {...(isCutOff ? { 'aria-describedby': cutOffId } : {})} onPress={() => setDoing({ what: 'add' })}>
      {t('phones.add')}
    </Button>
  );
  return (
    <section className={page.section} aria-labelledby="phones">
      <h2 id="phones">{t('phones.title')}</h2>
      <p className={page.muted}>{t('phones.note')}</p>
      {phones.length === 0 ? (
        <EmptyState title={t('phones.empty')} icon="phone" action={add}>
          <p>{t('phones.empty.meaning')}</p>
        </EmptyState>
      ) : (
        <>
          {phones.length > 1 ? (
            <Select
              label={t('phones.chosen')}
              help={t('phones.chosen.help')}
              items={[...phones, { id: ASK, name: t('phones.chosen.ask') }]}
              value={chosen ?? ASK}
              onChange={(id) => void choosing.act({ action: 'choose_phone', phone: id === ASK ? null : String(id) })}
            />
          ) : null}
          <ProblemNote problem={choosing.problem} />
          <ul className={page.cards} aria-label={t('phones.title')}>
            {phones.map((phone) => (
              <PhoneCard key={phone.id} phone={phone} isUsed={phone.id === chosen} cutOffId={isCutOff ? cutOffId : undefined} onDo={(what) => setDoing({ what, phone })} />
            ))}
          </ul>
          {add}
        </>
      )}
      {doing.what === 'add' ? <AddPhone onClose={rest} onTold={tell} /> : null}
      {doing.what === 'rename' ? <RenamePhone phone={doing.phone} onClose={rest} /> : null}
      {doing.what === 'remove' ? <RemovePhone phone={doing.phone} onClose={rest} /> : null}
      {doing.what === 'password' ? <NewPassword phone={doing.phone} onClose={rest} onTold={tell} /> : null}
      {doing.what === 'told' ? <ShownOnce credentials={doing.credentials} onClose={rest} /> : null}
    </section>
  );
}

interface PhoneCardProps {
  phone: DeskPhone;
  isUsed: boolean;
  /** What says that the server is out of reach; absent while it is not. */
  cutOffId: string | undefined;
  onDo: (what: 'rename' | 'remove' | 'password') => void;
}

function PhoneCard({ phone, isUsed, cutOffId, onDo }: PhoneCardProps) {
  const t = useT();
  const { act, isPending, problem } = useAct();
  const { id, name, rings, places, version } = phone;
  const isCutOff = cutOffId !== undefined;
  const isThere = places.length > 0;
  return (
    <li className={page.card}>
      <Icon name="phone" />
      <div className={page.words}>
        <div className={page.name}>
          <h3 className={page.name}>{name}</h3>
          {isCutOff ? null : <StatusBadge status={isThere ? 'settled' : 'unavailable'}>{t(isThere ? 'phones.registered' : 'phones.not_registered')}</StatusBadge>}
          {isUsed ? (
            <StatusBadge status="neutral" icon="device">
              {t('phones.used')}
            </StatusBadge>
          ) : null}
        </div>
        {isCutOff ? null : isThere ? places.map((place) => <Where key={`${place.address} ${place.since}`} place={place} />) : <p className={page.muted}>{t('phones.not_registered.meaning')}</p>}
        <Switch
          isSelected={rings}
          aria-label={t('phones.rings.label', { name })}
          {...(isCutOff ? { 'aria-describedby': cutOffId } : {})}
          isDisabled={isCutOff || isPending}
          onChange={(isOn) => void act({ action: 'edit_desk_phone', phone: id, name, rings: isOn, version })}
          help={t(rings ? 'phones.rings.help' : 'phones.quiet.help')}
        >
          {t('phones.rings')}
        </Switch>
        <ProblemNote problem={problem} />
      </div>
      <Menu
        label={t('phones.actions', { name })}
        actions={[
          { id: 'rename', name: t('phones.rename', { name }), icon: 'edit', isDisabled: isCutOff, onAction: () => onDo('rename') },
          { id: 'password', name: t('phones.password', { name }), icon: 'lock', isDisabled: isCutOff, onAction: () => onDo('password') },
          { id: 'remove', name: t('phones.remove', { name }), icon: 'trash', isDangerous: true, isDisabled: isCutOff, onAction: () => onDo('remove') },
        ]}
      />
    </li>
  );
}

function Where({ place: { address, software, encrypted, since } }: { place: Registration }) {
  const t = useT();
  const values = { host: hostOf(address), software, encrypted: String(encrypted), when: <RelativeTime key="when" at={since} /> };
  return <p className={page.muted}>{t.rich(software === '' ? 'phones.where' : 'phones.where.software', values)}</p>;
}
