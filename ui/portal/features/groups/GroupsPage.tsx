import { useQuery, useQueryClient } from '@tanstack/react-query';
import { AlertDialog } from '@shared/components/AlertDialog';
import { Button } from '@shared/components/Button';
import { EmptyState } from '@shared/components/EmptyState';
import { KeyValueList } from '@shared/components/KeyValueList';
import { Menu } from '@shared/components/Menu';
import { toasts } from '@shared/components/toasts';
import { useState } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import { administersAccount, useView } from '../../api/session';
import type { MonitoringGroup } from '../../api/types';
import { Card, Cards } from '../../components/Cards';
import { Loaded } from '../../components/Loaded';
import { useAct } from '../../components/useAct';
import { useT } from '../../i18n';
import { Page } from '../../layout/Page';
import { SharedLinesPages } from '../../layout/SubNavigation';
import { GroupDialog } from './GroupDialog';
import { useRightsWords } from './rights';

/** Who supervises the lines of whom, and what that allows. */
export function GroupsPage() {
  const t = useT();
  const client = useQueryClient();
  const { me } = useView();
  const mayChange = administersAccount(me.roles);
  const rightsWords = useRightsWords();
  const query = useQuery({ queryKey: keys.groups, queryFn: ({ signal }) => api.groups(signal) });
  const [edited, setEdited] = useState<MonitoringGroup | 'new' | null>(null);
  const [leaving, setLeaving] = useState<MonitoringGroup | null>(null);
  const remove = useAct(({ id, version }: MonitoringGroup) => api.deleteGroup(id, version), {
    onDone: async (_, { name }) => {
      setLeaving(null);
      toasts.show({ text: t('groups.deleted', { name }) });
      await client.invalidateQueries({ queryKey: [keys.lines] });
    },
  });
  const add = mayChange ? (
    <Button kind="primary" icon="plus" onPress={() => setEdited('new')}>
      {t('groups.add')}
    </Button>
  ) : undefined;
  return (
    <Page title={t('groups.title')} note={t('groups.note')} actions={add}>
      <SharedLinesPages />
      <Loaded query={query}>
        {(groups) =>
          groups.length === 0 ? (
            <EmptyState title={t('groups.empty.title')} icon="users">
              {t('groups.empty.meaning')}
            </EmptyState>
          ) : (
            <Cards label={t('groups.title')}>
              {groups.map((group) => (
                <Card
                  key={group.id}
                  level={2}
                  title={group.name}
                  actions={
                    mayChange ? (
                      <Menu
                        label={t('users.actions', { name: group.name })}
                        actions={[
                          { id: 'edit', name: t('users.edit'), icon: 'edit', onAction: () => setEdited(group) },
                          { id: 'delete', name: t('groups.delete'), icon: 'trash', isDangerous: true, onAction: () => setLeaving(group) },
                        ]}
                      />
                    ) : undefined
                  }
                >
                  <KeyValueList
                    facts={[
                      { name: t('groups.members'), value: group.members.map(({ name }) => name).join(', ') },
                      { name: t('groups.settings'), value: rightsWords(group.settings) },
                      { name: t('groups.supervises'), value: t('groups.supervises.count', { count: group.supervises }) },
                    ]}
                  />
                </Card>
              ))}
            </Cards>
          )
        }
      </Loaded>
      {edited === null ? null : <GroupDialog group={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
      <AlertDialog
        title={t('groups.delete.title', { name: leaving?.name ?? '' })}
        confirm={t('groups.delete')}
        isDangerous
        isOpen={leaving !== null}
        isPending={remove.isPending}
        onCancel={() => setLeaving(null)}
        onConfirm={() => {
          if (leaving !== null) remove.run(leaving);
        }}
      >
        {t('groups.delete.meaning', { count: leaving?.supervises ?? 0 })}
      </AlertDialog>
    </Page>
  );
}
