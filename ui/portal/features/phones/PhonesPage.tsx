import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button } from '@shared/components/Button';
import { EmptyState } from '@shared/components/EmptyState';
import { Pagination } from '@shared/components/Pagination';
import { SearchField } from '@shared/components/SearchField';
import { Table, type TableColumn } from '@shared/components/Table';
import { useMemo, useState } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import type { CommonAreaPhone } from '../../api/types';
import { Loaded } from '../../components/Loaded';
import { filterOf, type ListSearch, listSearch, pageOf } from '../../components/listSearch';
import { SiteFilter } from '../../components/SiteFilter';
import text from '../../components/text.module.css';
import { Toolbar } from '../../components/Toolbar';
import { useDelayed } from '../../components/useDelayed';
import { usePhoneNumber } from '../../components/usePhoneNumber';
import { useSites } from '../../components/useSites';
import { useT } from '../../i18n';
import { Page } from '../../layout/Page';
import { UsersAndRooms } from '../../layout/SubNavigation';
import { PhoneDialog } from './PhoneDialog';

const PAGE_SIZE = 50;
const idOf = (phone: CommonAreaPhone) => phone.id;

/** Phones that belong to a room and not to a person. */
export function PhonesPage() {
  const t = useT();
  const search = listSearch(useSearch({ from: '/shell/administration/users/phones' }));
  const navigate = useNavigate({ from: '/users/phones' });
  const narrow = (change: { [Name in keyof ListSearch]: ListSearch[Name] | undefined }) =>
    void navigate({ search: listSearch({ ...search, page: undefined, ...change }), replace: true });
  const filter = filterOf(search, PAGE_SIZE);
  const query = useQuery({
    queryKey: keys.phones(filter),
    queryFn: ({ signal }) => api.phones(filter, signal),
    placeholderData: keepPreviousData,
  });
  const [words, setWords] = useDelayed(search.q ?? '', (q) => narrow({ q }));
  const { administered: sites } = useSites();
  const [isAdding, setIsAdding] = useState(false);
  const isNarrowed = search.q !== undefined || search.site !== undefined;
  const shown = usePhoneNumber();
  const columns = useMemo<readonly TableColumn<CommonAreaPhone>[]>(
    () => [
      {
        id: 'name',
        name: t('phones.name'),
        isRowHeader: true,
        cell: ({ id, name }) => (
          <Link to="/users/phones/$id" params={{ id }}>
            {name}
          </Link>
        ),
      },
      { id: 'site', name: t('users.site'), cell: ({ site_name }) => site_name },
      { id: 'extension', name: t('extension'), cell: ({ extension }) => extension ?? '' },
      { id: 'numbers', name: t('numbers.title'), cell: ({ numbers }) => numbers.map(shown).join(', ') },
      { id: 'mac', name: t('phones.mac'), cell: ({ mac }) => <code>{mac}</code> },
    ],
    [t, shown],
  );
  const add = (
    <Button kind="primary" icon="plus" onPress={() => setIsAdding(true)}>
      {t('phones.add')}
    </Button>
  );
  return (
    <Page title={t('phones.title')} note={t('phones.note')} actions={add}>
      <UsersAndRooms />
      <Toolbar>
        <SearchField label={t('phones.search')} value={words} onChange={setWords} />
        <SiteFilter sites={sites} value={search.site} onChange={(site) => narrow({ site })} />
      </Toolbar>
      <Loaded query={query} lines={8}>
        {({ items, total }) => (
          <div className={text.stack}>
            <Table
              label={t('phones.title')}
              columns={columns}
              items={items}
              idOf={idOf}
              onOpen={(id) => void navigate({ to: '/users/phones/$id', params: { id } })}
              empty={
                isNarrowed ? (
                  <EmptyState title={t('phones.none_found.title')} icon="search">
                    {t('phones.none_found.meaning')}
                  </EmptyState>
                ) : (
                  <EmptyState title={t('phones.empty.title')} icon="phone">
                    {t('phones.empty.meaning')}
                  </EmptyState>
                )
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
      {isAdding ? (
        <PhoneDialog
          phone={null}
          sites={sites}
          onClose={() => setIsAdding(false)}
          onSaved={({ id }) => void navigate({ to: '/users/phones/$id', params: { id } })}
        />
      ) : null}
    </Page>
  );
}
