import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { EmptyState } from '@shared/components/EmptyState';
import { Pagination } from '@shared/components/Pagination';
import { SearchField } from '@shared/components/SearchField';
import { Table, type TableColumn } from '@shared/components/Table';
import { LockedBadge } from '@shared/features/delegation/StateBadge';
import { useMemo } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import type { SharedLines } from '../../api/types';
import { Loaded } from '../../components/Loaded';
import { filterOf, type ListSearch, listSearch, pageOf } from '../../components/listSearch';
import { PartyLink } from '../../components/PartyLink';
import { SiteFilter } from '../../components/SiteFilter';
import text from '../../components/text.module.css';
import { Toolbar } from '../../components/Toolbar';
import { useDelayed } from '../../components/useDelayed';
import { usePhoneNumber } from '../../components/usePhoneNumber';
import { useSites } from '../../components/useSites';
import { useT } from '../../i18n';
import { Page } from '../../layout/Page';
import { SharedLinesPages } from '../../layout/SubNavigation';
import { Briefs } from './Briefs';

const PAGE_SIZE = 25;
const idOf = ({ who }: SharedLines) => `${who.kind}:${who.id}`;

/** Everybody who is a delegator or a delegate, with the other sides. It follows what happens. */
export function LinesPage() {
  const t = useT();
  const search = listSearch(useSearch({ from: '/shell/administration/shared-lines' }));
  const navigate = useNavigate({ from: '/shared-lines' });
  const narrow = (change: { [Name in keyof ListSearch]: ListSearch[Name] | undefined }) =>
    void navigate({ search: listSearch({ ...search, page: undefined, ...change }), replace: true });
  const filter = filterOf(search, PAGE_SIZE);
  const query = useQuery({
    queryKey: keys.sharedLines(filter),
    queryFn: ({ signal }) => api.sharedLines(filter, signal),
    placeholderData: keepPreviousData,
  });
  const [words, setWords] = useDelayed(search.q ?? '', (q) => narrow({ q }));
  const { sites, administered } = useSites();
  const shown = usePhoneNumber();
  const hasSites = sites.length > 1;
  const columns = useMemo<readonly TableColumn<SharedLines>[]>(
    () => [
      {
        id: 'who',
        name: t('lines.who'),
        isRowHeader: true,
        cell: ({ who, name, extension, site_name: site, numbers, locked }) => (
          <>
            <PartyLink who={who} name={name} />
            <div className={text.small}>
              {[who.kind === 'phone' ? t('delegation.phone') : '', extension == null ? '' : t('delegation.extension', { extension }), hasSites ? site : '']
                .filter((part) => part !== '')
                .join(' · ')}
            </div>
            {numbers.map((number) => (
              <div key={number} className={text.small}>
                {shown(number)}
              </div>
            ))}
            {locked ? <LockedBadge /> : null}
          </>
        ),
      },
      { id: 'delegates', name: t('lines.delegates'), cell: ({ delegates }) => <Briefs briefs={delegates} /> },
      { id: 'delegators', name: t('lines.acts_for'), cell: ({ delegators }) => <Briefs briefs={delegators} /> },
    ],
    [t, hasSites, shown],
  );
  const isNarrowed = search.q !== undefined || search.site !== undefined;
  return (
    <Page title={t('lines.title')} note={t('lines.note')}>
      <SharedLinesPages />
      <Toolbar>
        <SearchField label={t('lines.search')} value={words} onChange={setWords} />
        <SiteFilter sites={administered} value={search.site} onChange={(site) => narrow({ site })} />
      </Toolbar>
      <Loaded query={query} lines={8}>
        {({ items, total }) => (
          <div className={text.stack}>
            <Table
              label={t('lines.title')}
              columns={columns}
              items={items}
              idOf={idOf}
              empty={
                <EmptyState title={t(isNarrowed ? 'lines.none_found.title' : 'lines.empty.title')} icon={isNarrowed ? 'search' : 'phone'}>
                  {t(isNarrowed ? 'lines.none_found.meaning' : 'lines.empty.meaning')}
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
    </Page>
  );
}
