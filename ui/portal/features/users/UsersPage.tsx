import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, LinkButton } from '@shared/components/Button';
import { EmptyState } from '@shared/components/EmptyState';
import { Menu } from '@shared/components/Menu';
import { Pagination } from '@shared/components/Pagination';
import { SearchField } from '@shared/components/SearchField';
import { StatusBadge } from '@shared/components/StatusBadge';
import { Table, type TableColumn } from '@shared/components/Table';
import { useMemo, useState } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import type { User } from '../../api/types';
import { AskAgainDialog } from '../../components/AskAgainDialog';
import { Loaded } from '../../components/Loaded';
import text from '../../components/text.module.css';
import { Toolbar } from '../../components/Toolbar';
import { useDelayed } from '../../components/useDelayed';
import { usePhoneNumber } from '../../components/usePhoneNumber';
import { useSites } from '../../components/useSites';
import { useT } from '../../i18n';
import { Page } from '../../layout/Page';
import { UsersAndRooms } from '../../layout/SubNavigation';
import { PAGE_SIZE, usersSearch } from './search';
import { UserDialog } from './UserDialog';
import { useRoleWords } from './useRoleWords';

const idOf = (user: User) => user.id;

/** The people of the organisation. */
export function UsersPage() {
  const t = useT();
  const { q = '', page: shown } = usersSearch(useSearch({ from: '/shell/administration/users' }));
  const navigate = useNavigate({ from: '/users' });
  const page = Number(shown ?? 1);
  const filter = { q, offset: (page - 1) * PAGE_SIZE, limit: PAGE_SIZE };
  const query = useQuery({
    queryKey: keys.users(filter),
    queryFn: ({ signal }) => api.users(filter, signal),
    placeholderData: keepPreviousData,
  });
  const [words, setWords] = useDelayed(q, (typed) => void navigate({ search: typed === '' ? {} : { q: typed }, replace: true }));
  const { sites, administered } = useSites();
  const inWords = usePhoneNumber();
  const roleWords = useRoleWords();
  const [edited, setEdited] = useState<User | 'new' | null>(null);
  const [asked, setAsked] = useState<User | null>(null);
  const columns = useMemo<readonly TableColumn<User>[]>(
    () => [
      {
        id: 'name',
        name: t('users.name'),
        isRowHeader: true,
        cell: ({ name, email }) => (
          <>
            {name}
            <br />
            <span className={text.small}>{email}</span>
          </>
        ),
      },
      { id: 'site', name: t('users.site'), cell: ({ site }) => sites.find(({ id }) => id === site)?.name ?? '' },
      {
        id: 'numbers',
        name: t('users.numbers'),
        cell: ({ extension, numbers = [] }) => (
          <>
            {extension == null ? null : <div>{t('delegation.extension', { extension })}</div>}
            {numbers.map((number) => (
              <div key={number} className={text.small}>
                {inWords(number)}
              </div>
            ))}
          </>
        ),
      },
      { id: 'roles', name: t('users.roles'), cell: ({ roles }) => roleWords(roles) },
      {
        id: 'state',
        name: t('users.state'),
        cell: ({ active, licensed }) => (
          <StatusBadge status={active ? 'settled' : 'neutral'}>
            {t(active ? (licensed ? 'users.licensed' : 'users.unlicensed') : 'users.inactive')}
          </StatusBadge>
        ),
      },
      {
        id: 'actions',
        name: t('users.actions.column'),
        isNameHidden: true,
        align: 'end',
        cell: (user) => (
          <Menu
            label={t('users.actions', { name: user.name })}
            actions={[
              { id: 'edit', name: t('users.edit'), icon: 'edit', onAction: () => setEdited(user) },
              {
                id: 'delegation',
                name: t('users.delegation'),
                icon: 'phone',
                onAction: () => void navigate({ to: '/shared-lines/$user', params: { user: user.id } }),
              },
              { id: 'ask', name: t('users.ask_again'), icon: 'question', onAction: () => setAsked(user) },
            ]}
          />
        ),
      },
    ],
    [t, sites, roleWords, navigate, inWords],
  );
  return (
    <Page
      title={t('users.title')}
      note={t('users.note')}
      actions={
        <div className={text.row}>
          <LinkButton icon="arrow-down" href="/v1/users/export" download>
            {t('users.export')}
          </LinkButton>
          <Button icon="arrow-up" onPress={() => void navigate({ to: '/users/import' })}>
            {t('users.import')}
          </Button>
          <Button kind="primary" icon="plus" onPress={() => setEdited('new')}>
            {t('users.add')}
          </Button>
        </div>
      }
    >
      <UsersAndRooms />
      <Toolbar>
        <SearchField label={t('users.search')} value={words} onChange={setWords} />
      </Toolbar>
      <Loaded query={query} lines={8}>
        {({ items, total }) => (
          <div className={text.stack}>
            <Table
              label={t('users.title')}
              columns={columns}
              items={items}
              idOf={idOf}
              empty={
                <EmptyState title={t('users.none_found.title')} icon="search">
                  {t('users.none_found.meaning')}
                </EmptyState>
              }
            />
            <Pagination
              page={page}
              pageSize={PAGE_SIZE}
              total={total}
              onPage={(to) => void navigate({ search: (old) => ({ ...old, page: String(to) }) })}
            />
          </div>
        )}
      </Loaded>
      {edited === null ? null : <UserDialog user={edited === 'new' ? null : edited} sites={administered} onClose={() => setEdited(null)} />}
      <AskAgainDialog user={asked} onClose={() => setAsked(null)} />
    </Page>
  );
}
