import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { AlertDialog } from '@shared/components/AlertDialog';
import { Button } from '@shared/components/Button';
import { EmptyState } from '@shared/components/EmptyState';
import { Menu } from '@shared/components/Menu';
import { Pagination } from '@shared/components/Pagination';
import { SearchField } from '@shared/components/SearchField';
import { Select } from '@shared/components/Select';
import { StatusBadge } from '@shared/components/StatusBadge';
import { Table, type TableColumn } from '@shared/components/Table';
import { toasts } from '@shared/components/toasts';
import { useMemo, useState } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import { administersAccount, useView } from '../../api/session';
import type { PhoneNumber } from '../../api/types';
import { Loaded } from '../../components/Loaded';
import { pageOf } from '../../components/listSearch';
import { PartyLink } from '../../components/PartyLink';
import text from '../../components/text.module.css';
import { Toolbar } from '../../components/Toolbar';
import { useAct } from '../../components/useAct';
import { useDelayed } from '../../components/useDelayed';
import { useT } from '../../i18n';
import { Page } from '../../layout/Page';
import { UsersAndRooms } from '../../layout/SubNavigation';
import { AddNumberDialog, AssignDialog } from './NumberDialogs';
import { filterOf, type NumbersSearch, numbersSearch, PAGE_SIZE } from './search';

const ALL = 'all';
const idOf = ({ number }: PhoneNumber) => number;

/** The phone numbers of the account, and whose they are. */
export function NumbersPage() {
  const t = useT();
  const client = useQueryClient();
  const { me } = useView();
  const mayKeep = administersAccount(me.roles);
  const search = numbersSearch(useSearch({ from: '/shell/administration/users/numbers' }));
  const navigate = useNavigate({ from: '/users/numbers' });
  const narrow = (change: { [Name in keyof NumbersSearch]: NumbersSearch[Name] | undefined }) =>
    void navigate({ search: numbersSearch({ ...search, page: undefined, ...change }), replace: true });
  const filter = filterOf(search);
  const query = useQuery({
    queryKey: keys.numbers(filter),
    queryFn: ({ signal }) => api.numbers(filter, signal),
    placeholderData: keepPreviousData,
  });
  const [words, setWords] = useDelayed(search.q ?? '', (q) => narrow({ q }));
  const [isAdding, setIsAdding] = useState(false);
  const [assigned, setAssigned] = useState<PhoneNumber | null>(null);
  const [leaving, setLeaving] = useState<PhoneNumber | null>(null);

  const readAgain = async () => {
    await client.invalidateQueries({ queryKey: [keys.lines] });
    await client.invalidateQueries({ queryKey: keys.allUsers });
  };
  const giveBack = useAct(
    ({ now, to }: { now: PhoneNumber; to: NonNullable<PhoneNumber['assignee']> }) => api.assignNumber(now.number, to.who, now.version),
    { onDone: readAgain },
  );
  const { run: takeBack } = useAct((number: PhoneNumber) => api.assignNumber(number.number, null, number.version), {
    onDone: async (now, { shown, assignee }) => {
      toasts.show({
        text: t('numbers.taken_back', { number: shown, name: assignee?.name ?? '' }),
        ...(assignee == null ? {} : { onUndo: () => giveBack.run({ now, to: assignee }) }),
      });
      await readAgain();
    },
  });
  const remove = useAct((number: PhoneNumber) => api.deleteNumber(number.number, number.version), {
    onDone: async (_, { shown }) => {
      setLeaving(null);
      toasts.show({ text: t('numbers.deleted', { number: shown }) });
      await readAgain();
    },
  });
  const columns = useMemo<readonly TableColumn<PhoneNumber>[]>(
    () => [
      { id: 'number', name: t('numbers.number'), isRowHeader: true, cell: ({ shown }) => shown },
      {
        id: 'assignee',
        name: t('numbers.assignee'),
        cell: ({ assignee }) =>
          assignee == null ? <StatusBadge status="neutral">{t('numbers.nobody')}</StatusBadge> : <PartyLink who={assignee.who} name={assignee.name} />,
      },
      {
        id: 'actions',
        name: t('users.actions.column'),
        isNameHidden: true,
        align: 'end',
        cell: (number) => (
          <Menu
            label={t('users.actions', { name: number.shown })}
            actions={[
              {
                id: 'assign',
                name: t(number.assignee == null ? 'numbers.assign' : 'numbers.reassign'),
                icon: 'user',
                onAction: () => setAssigned(number),
              },
              ...(number.assignee == null
                ? []
                : [{ id: 'take_back', name: t('numbers.take_back'), icon: 'undo' as const, onAction: () => takeBack(number) }]),
              ...(mayKeep && number.assignee == null
                ? [{ id: 'delete', name: t('numbers.delete'), icon: 'trash' as const, isDangerous: true, onAction: () => setLeaving(number) }]
                : []),
            ]}
          />
        ),
      },
    ],
    [t, mayKeep, takeBack],
  );
  const isNarrowed = search.q !== undefined || search.show !== undefined;
  return (
    <Page
      title={t('numbers.title')}
      note={t('numbers.note')}
      actions={
        mayKeep ? (
          <Button kind="primary" icon="plus" onPress={() => setIsAdding(true)}>
            {t('numbers.add')}
          </Button>
        ) : undefined
      }
    >
      <UsersAndRooms />
      <Toolbar>
        <SearchField label={t('numbers.search')} value={words} onChange={setWords} />
        <Select
          label={t('numbers.show')}
          items={[
            { id: ALL, name: t('numbers.show.all') },
            { id: 'assigned', name: t('numbers.show.assigned') },
            { id: 'unassigned', name: t('numbers.show.unassigned') },
          ]}
          value={search.show ?? ALL}
          onChange={(id) => narrow({ show: id === ALL ? undefined : (id as 'assigned' | 'unassigned') })}
        />
      </Toolbar>
      <Loaded query={query} lines={8}>
        {({ items, total }) => (
          <div className={text.stack}>
            <Table
              label={t('numbers.title')}
              columns={columns}
              items={items}
              idOf={idOf}
              empty={
                <EmptyState title={t(isNarrowed ? 'numbers.none_found.title' : 'numbers.empty.title')} icon={isNarrowed ? 'search' : 'phone'}>
                  {t(isNarrowed ? 'numbers.none_found.meaning' : 'numbers.empty.meaning')}
                </EmptyState>
              }
            />
            <Pagination
              page={pageOf(search)}
              pageSize={PAGE_SIZE}
              total={total}
              onPage={(page) => void navigate({ search: { ...search, page: String(page) } })}
            />
          </div>
        )}
      </Loaded>
      {isAdding ? <AddNumberDialog onClose={() => setIsAdding(false)} /> : null}
      {assigned === null ? null : <AssignDialog number={assigned} onClose={() => setAssigned(null)} />}
      <AlertDialog
        title={t('numbers.delete.title', { number: leaving?.shown ?? '' })}
        confirm={t('numbers.delete')}
        isDangerous
        isOpen={leaving !== null}
        isPending={remove.isPending}
        onCancel={() => setLeaving(null)}
        onConfirm={() => {
          if (leaving !== null) remove.run(leaving);
        }}
      >
        {t('numbers.delete.meaning')}
      </AlertDialog>
    </Page>
  );
}
