import { EmptyState } from '@shared/components/EmptyState';
import { IconButton } from '@shared/components/IconButton';
import { StatusBadge } from '@shared/components/StatusBadge';
import { Table, type TableColumn } from '@shared/components/Table';
import { useMemo, useState } from 'react';
import type { OwnerReadiness } from '../../api/types';
import { AskAgainDialog } from '../../components/AskAgainDialog';
import text from '../../components/text.module.css';
import { useT } from '../../i18n';
import { DevicePlaces } from './DevicePlaces';
import { readinessStatus } from './words';

const idOf = ({ owner }: OwnerReadiness) => owner.id;

/** People and rooms with their devices; people can be asked again where they are. */
export function PeopleTable({ people }: { people: readonly OwnerReadiness[] }) {
  const t = useT();
  const [asked, setAsked] = useState<{ id: string; name: string } | null>(null);
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
            <IconButton icon="question" label={t('readiness.ask', { name: owner.name })} onPress={() => setAsked({ id: owner.owner.id, name: owner.name })} />
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
      <AskAgainDialog user={asked} onClose={() => setAsked(null)} />
    </>
  );
}
