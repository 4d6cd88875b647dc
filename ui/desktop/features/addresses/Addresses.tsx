import { AlertDialog } from '@shared/components/AlertDialog';
import { Button } from '@shared/components/Button';
import { EmptyState } from '@shared/components/EmptyState';
import { Menu } from '@shared/components/Menu';
import { PageHeader } from '@shared/components/PageHeader';
import { StatusBadge } from '@shared/components/StatusBadge';
import { useState } from 'react';
import page from '../../components/Page.module.css';
import { ProblemNote } from '../../components/ProblemNote';
import { useT } from '../../i18n';
import { useView } from '../../session';
import type { PersonalLocation } from '../../types';
import { useAct } from '../../useAct';
import { AddressDialog } from './AddressDialog';

type Doing = { what: 'nothing' } | { what: 'add' } | { what: 'edit' | 'delete'; location: PersonalLocation };

/** The person's own addresses: homes, hotels. */
export function Addresses() {
  const t = useT();
  const { personal_locations: locations, me } = useView();
  const [doing, setDoing] = useState<Doing>({ what: 'nothing' });
  const isAllowed = me?.policy.personal_locations !== false;
  const rest = () => setDoing({ what: 'nothing' });
  const add = (
    <Button kind="primary" icon="plus" onPress={() => setDoing({ what: 'add' })}>
      {t('addresses.add')}
    </Button>
  );
  return (
    <div className={page.page}>
      <PageHeader title={t('addresses.title')} actions={isAllowed && locations.length > 0 ? add : undefined}>
        {t('addresses.note')}
      </PageHeader>
      {isAllowed ? null : <p>{t('addresses.forbidden')}</p>}
      {locations.length > 0 ? (
        <ul className={page.cards}>
          {locations.map((location) => (
            <PersonalCard
              key={location.id}
              location={location}
              onEdit={() => setDoing({ what: 'edit', location })}
              onDelete={() => setDoing({ what: 'delete', location })}
            />
          ))}
        </ul>
      ) : isAllowed ? (
        <EmptyState title={t('addresses.empty')} icon="house" action={add}>
          <p>{t('addresses.empty.meaning')}</p>
        </EmptyState>
      ) : null}
      {doing.what === 'add' ? <AddressDialog location={null} onClose={rest} /> : null}
      {doing.what === 'edit' ? <AddressDialog location={doing.location} onClose={rest} /> : null}
      {doing.what === 'delete' ? <DeleteDialog location={doing.location} onClose={rest} /> : null}
    </div>
  );
}

/** One address and what can be done with it. */
function PersonalCard(props: { location: PersonalLocation; onEdit: () => void; onDelete: () => void }) {
  const { location, onEdit, onDelete } = props;
  const t = useT();
  const { me } = useView();
  const { act, problem } = useAct();
  const { id, name, lines, networks } = location;
  const isDefault = me?.default_address === id;
  return (
    <li className={page.card}>
      <div className={page.words}>
        <h2 className={page.name}>
          {name}
          {isDefault ? <StatusBadge status="neutral">{t('addresses.default')}</StatusBadge> : null}
        </h2>
        <p>{lines.join(', ')}</p>
        <p className={page.muted}>{t('addresses.networks', { count: networks })}</p>
      </div>
      <Menu
        label={t('addresses.actions', { name })}
        actions={[
          { id: 'edit', name: t('addresses.edit', { name }), icon: 'edit', onAction: onEdit },
          {
            id: 'default',
            name: t(isDefault ? 'addresses.default.unset' : 'addresses.default.set'),
            icon: 'pin',
            onAction: () => void act({ action: 'set_default_address', personal: isDefault ? null : id }),
          },
          { id: 'delete', name: t('addresses.delete', { name }), icon: 'trash', isDangerous: true, onAction: onDelete },
        ]}
      />
      {problem === null ? null : (
        <div className={page.whole}>
          <ProblemNote problem={problem} />
        </div>
      )}
    </li>
  );
}

/** Asks before an address is deleted. */
function DeleteDialog({ location, onClose }: { location: PersonalLocation; onClose: () => void }) {
  const t = useT();
  const { act, isPending, problem } = useAct();
  const remove = async () => {
    const done = await act({ action: 'delete_personal', personal: location.id });
    if (done !== null) onClose();
  };
  return (
    <AlertDialog
      title={t('addresses.delete.title', { name: location.name })}
      confirm={t('addresses.delete.confirm')}
      isOpen
      isDangerous
      isPending={isPending}
      onConfirm={() => void remove()}
      onCancel={onClose}
    >
      <p>{t('addresses.delete.meaning', { count: location.networks })}</p>
      <ProblemNote problem={problem} />
    </AlertDialog>
  );
}
