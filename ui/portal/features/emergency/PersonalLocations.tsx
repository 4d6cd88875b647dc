import { AddressLines } from '@shared/components/AddressLines';
import { AlertDialog } from '@shared/components/AlertDialog';
import { Button } from '@shared/components/Button';
import { EmptyState } from '@shared/components/EmptyState';
import { Menu } from '@shared/components/Menu';
import { StatusBadge } from '@shared/components/StatusBadge';
import { toasts } from '@shared/components/toasts';
import { useState } from 'react';
import { api } from '../../api/endpoints';
import { useView } from '../../api/session';
import type { PersonalLocation } from '../../api/types';
import { Card, Cards } from '../../components/Cards';
import text from '../../components/text.module.css';
import { useAct } from '../../components/useAct';
import { useT } from '../../i18n';
import { Section } from '../../layout/Page';
import { PersonalLocationDialog } from './PersonalLocationDialog';

/** The reader's own addresses: a home, a hotel. */
export function PersonalLocations() {
  const t = useT();
  const { me, personal } = useView();
  const [edited, setEdited] = useState<PersonalLocation | 'new' | null>(null);
  const [leaving, setLeaving] = useState<PersonalLocation | null>(null);
  const choose = useAct((location: PersonalLocation | null) => api.setDefaultAddress(location?.id ?? null), {
    onDone: (_, location) =>
      toasts.show({ text: location === null ? t('personal.default_cleared') : t('personal.default_set', { name: location.name }) }),
  });
  const remove = useAct((location: PersonalLocation) => api.deletePersonal(location.id), {
    onDone: (_, { name }) => {
      setLeaving(null);
      toasts.show({ text: t('personal.deleted', { name }) });
    },
  });
  const add = (
    <Button icon="plus" onPress={() => setEdited('new')}>
      {t('personal.add')}
    </Button>
  );
  const mayAdd = me.policy.personal_locations;
  return (
    <Section title={t('personal.title')} note={t('personal.note')} actions={mayAdd && personal.length > 0 ? add : undefined}>
      {personal.length === 0 ? (
        <EmptyState title={t('personal.empty.title')} icon="house" action={add}>
          {t('personal.empty.meaning')}
        </EmptyState>
      ) : (
        <Cards label={t('personal.title')}>
          {personal.map((location) => {
            const { id, name, address, networks } = location;
            const isDefault = me.default_address === id;
            return (
              <Card
                key={id}
                title={name}
                badge={isDefault ? <StatusBadge status="settled">{t('personal.default')}</StatusBadge> : undefined}
                actions={
                  <Menu
                    label={t('personal.actions', { name })}
                    actions={[
                      { id: 'edit', name: t('personal.edit'), icon: 'edit', onAction: () => setEdited(location) },
                      isDefault
                        ? { id: 'clear', name: t('personal.clear_default'), icon: 'minus', onAction: () => choose.run(null) }
                        : { id: 'default', name: t('personal.make_default'), icon: 'check', onAction: () => choose.run(location) },
                      { id: 'delete', name: t('personal.delete'), icon: 'trash', isDangerous: true, onAction: () => setLeaving(location) },
                    ]}
                  />
                }
              >
                <AddressLines address={address} isOneLine homeCountry={me.site_address.country} />
                <p className={text.small}>{t('personal.networks', { count: networks })}</p>
              </Card>
            );
          })}
        </Cards>
      )}
      {edited === null ? null : <PersonalLocationDialog location={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
      <AlertDialog
        title={t('personal.delete.title', { name: leaving?.name ?? '' })}
        confirm={t('personal.delete')}
        isOpen={leaving !== null}
        isDangerous
        isPending={remove.isPending}
        onCancel={() => setLeaving(null)}
        onConfirm={() => {
          if (leaving !== null) remove.run(leaving);
        }}
      >
        {t('personal.delete.meaning')}
      </AlertDialog>
    </Section>
  );
}
