import { useQuery, useQueryClient } from '@tanstack/react-query';
import { AlertDialog } from '@shared/components/AlertDialog';
import { Button } from '@shared/components/Button';
import { EmptyState } from '@shared/components/EmptyState';
import { Menu } from '@shared/components/Menu';
import { RelativeTime } from '@shared/components/RelativeTime';
import { toasts } from '@shared/components/toasts';
import { useState } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import { administersAccount, useView } from '../../api/session';
import type { LocationClient, LocationClientCredentials } from '../../api/types';
import { Card, Cards } from '../../components/Cards';
import { Loaded } from '../../components/Loaded';
import text from '../../components/text.module.css';
import { useAct } from '../../components/useAct';
import { useT } from '../../i18n';
import { Forbidden } from '../../layout/AdministrationOnly';
import { Page } from '../../layout/Page';
import { PoliciesPages } from '../../layout/SubNavigation';
import { EditClientDialog, NewClientDialog } from './ClientDialogs';
import { TokenDialog } from './TokenDialog';

function Clients() {
  const t = useT();
  const client = useQueryClient();
  const query = useQuery({ queryKey: keys.locationClients, queryFn: ({ signal }) => api.locationClients(signal) });
  const [isAdding, setIsAdding] = useState(false);
  const [made, setMade] = useState<LocationClientCredentials | null>(null);
  const [editing, setEditing] = useState<LocationClient | null>(null);
  const [leaving, setLeaving] = useState<LocationClient | null>(null);
  const changed = () => client.invalidateQueries({ queryKey: keys.locationClients });
  const remove = useAct(({ id }: LocationClient) => api.deleteLocationClient(id), {
    onDone: async (_, { name }) => {
      setLeaving(null);
      toasts.show({ text: t('location_clients.removed', { name }) });
      await changed();
    },
  });
  const add = (
    <Button kind="primary" icon="plus" onPress={() => setIsAdding(true)}>
      {t('location_clients.add')}
    </Button>
  );
  return (
    <Page title={t('location_clients.title')} note={t('location_clients.note')} actions={add}>
      <PoliciesPages />
      <Loaded query={query}>
        {(clients) =>
          clients.length === 0 ? (
            <EmptyState title={t('location_clients.empty.title')} icon="lock">
              {t('location_clients.empty.meaning')}
            </EmptyState>
          ) : (
            <Cards label={t('location_clients.title')}>
              {clients.map((each) => (
                <Card
                  key={each.id}
                  level={2}
                  title={each.name}
                  actions={
                    <Menu
                      label={t('users.actions', { name: each.name })}
                      actions={[
                        {
                          id: 'edit',
                          name: t('location_clients.edit'),
                          icon: 'edit',
                          onAction: () => setEditing(each),
                        },
                        {
                          id: 'remove',
                          name: t('location_clients.remove'),
                          icon: 'trash',
                          isDangerous: true,
                          onAction: () => setLeaving(each),
                        },
                      ]}
                    />
                  }
                >
                  <p className={text.muted}>
                    {each.last_used_at
                      ? t.rich('location_clients.used', {
                          made: <RelativeTime key="made" at={each.created_at} />,
                          used: <RelativeTime key="used" at={each.last_used_at} />,
                        })
                      : t.rich('location_clients.unused', { made: <RelativeTime key="made" at={each.created_at} /> })}
                  </p>
                  <p className={text.muted}>
                    {each.networks.length === 0
                      ? t('location_clients.networks.may_none')
                      : t('location_clients.networks.may', { networks: each.networks.join(', ') })}
                  </p>
                </Card>
              ))}
            </Cards>
          )
        }
      </Loaded>
      {isAdding ? (
        <NewClientDialog
          onMade={(credentials) => {
            setIsAdding(false);
            setMade(credentials);
            void changed();
          }}
          onClose={() => setIsAdding(false)}
        />
      ) : null}
      {editing === null ? null : (
        <EditClientDialog
          client={editing}
          onSaved={({ name }) => {
            setEditing(null);
            toasts.show({ text: t('location_clients.saved', { name }) });
            void changed();
          }}
          onClose={() => setEditing(null)}
        />
      )}
      {made === null ? null : <TokenDialog credentials={made} onClose={() => setMade(null)} />}
      <AlertDialog
        title={t('location_clients.remove.title', { name: leaving?.name ?? '' })}
        confirm={t('location_clients.remove')}
        isDangerous
        isOpen={leaving !== null}
        isPending={remove.isPending}
        onCancel={() => setLeaving(null)}
        onConfirm={() => {
          if (leaving !== null) remove.run(leaving);
        }}
      >
        {t('location_clients.remove.meaning')}
      </AlertDialog>
    </Page>
  );
}

/** The programs that may ask where devices are. They may ask for all of them, so they are the account's to say. */
export function LocationClientsPage() {
  const { me } = useView();
  return administersAccount(me.roles) ? <Clients /> : <Forbidden />;
}
