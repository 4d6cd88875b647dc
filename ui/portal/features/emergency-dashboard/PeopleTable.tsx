import { useQueryClient } from '@tanstack/react-query';
import { AlertDialog } from '@shared/components/AlertDialog';
import { EmptyState } from '@shared/components/EmptyState';
import { IconButton } from '@shared/components/IconButton';
import { StatusBadge } from '@shared/components/StatusBadge';
import { Table, type TableColumn } from '@shared/components/Table';
import { toasts } from '@shared/components/toasts';
import { useMemo, useState } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import type { OwnerReadiness } from '../../api/types';
import text from '../../components/text.module.css';
import { useAct } from '../../components/useAct';
import { useT } from '../../i18n';
import { DevicePlaces } from './DevicePlaces';
import { readinessStatus } from './words';

const idOf = ({ owner }: OwnerReadiness) => owner.id;

/** People and rooms with their devices; people can be asked again where they are. */
export function PeopleTable({ people }: { people: readonly OwnerReadiness[] }) {
  const t = useT();
  const client = useQueryClient();
  const [asked, setAsked] = useState<OwnerReadiness | null>(null);
  const askAgain = useAct(({ owner }: OwnerReadiness) => api.askAgain(owner.id), {
    onDone: async (_, { name }) => {
      setAsked(null);
      toasts.show({ text: t('users.asked_again', { name }) });
      await client.invalidateQueries({ queryKey: [keys.company] });
    },
  });
  const columns = useMemo<readonly TableColumn<OwnerReadiness>[]>(
    () => [
      {
        id: 'name',
        name: t('readiness.who'),
        isRowHeader: true,
        cell: ({ name, site_name: site, owner }) => (
          <>
            {name}
            <br />
            <span className={text.small}>{owner.kind === 'phone' ? t('readiness.common_area', { site }) : site}</span>
          </>
        ),
      },
      {
        id: 'state',
        name: t('readiness.status'),
        cell: ({ readiness }) => <StatusBadge status={readinessStatus[readiness]}>{t(`readiness.${readiness}`)}</StatusBadge>,
      },
      { id: 'devices', name: t('readiness.devices'), cell: ({ devices, owner }) => <DevicePlaces devices={devices} isRoom={owner.kind === 'phone'} /> },
      {
        id: 'actions',
        name: t('users.actions.column'),
        isNameHidden: true,
        align: 'end',
        cell: (owner) =>
          owner.owner.kind === 'phone' ? null : (
            <IconButton icon="question" label={t('readiness.ask', { name: owner.name })} onPress={() => setAsked(owner)} />
          ),
      },
    ],
    [t],
  );
  return (
    <>
      <Table
        label={t('readiness.people')}
        columns={columns}
        items={people}
        idOf={idOf}
        empty={
          <EmptyState title={t('readiness.none_found.title')} icon="search">
            {t('readiness.none_found.meaning')}
          </EmptyState>
        }
      />
      <AlertDialog
        title={t('users.ask_again.title', { name: asked?.name ?? '' })}
        confirm={t('users.ask_again')}
        isOpen={asked !== null}
        isPending={askAgain.isPending}
        onCancel={() => setAsked(null)}
        onConfirm={() => {
          if (asked !== null) askAgain.run(asked);
        }}
      >
        {t('users.ask_again.meaning')}
      </AlertDialog>
    </>
  );
}
