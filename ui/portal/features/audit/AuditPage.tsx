import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button } from '@shared/components/Button';
import { DateField } from '@shared/components/DateField';
import { EmptyState } from '@shared/components/EmptyState';
import { RelativeTime } from '@shared/components/RelativeTime';
import { SearchField } from '@shared/components/SearchField';
import { Select } from '@shared/components/Select';
import { Table, type TableColumn } from '@shared/components/Table';
import { useMemo } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import type { AuditEntry } from '../../api/types';
import { Loaded } from '../../components/Loaded';
import { PartySearch } from '../../components/PartySearch';
import { SiteFilter } from '../../components/SiteFilter';
import text from '../../components/text.module.css';
import { Toolbar } from '../../components/Toolbar';
import { useDelayed } from '../../components/useDelayed';
import { useSites } from '../../components/useSites';
import { useT } from '../../i18n';
import { Page } from '../../layout/Page';
import { useActionWords } from './actions';
import { type AuditSearch, auditSearch, filterOf, type Kind, kinds } from './search';

/** Entries that are fetched at once. */
const PAGE_SIZE = 50;

const ALL = 'all';
const idOf = ({ seq }: AuditEntry) => String(seq);

/** Who did what, and when, the newest first. */
export function AuditPage() {
  const t = useT();
  const search = auditSearch(useSearch({ from: '/shell/administration/audit' }));
  const navigate = useNavigate({ from: '/audit' });
  const narrow = (change: { [Name in keyof AuditSearch]: AuditSearch[Name] | undefined }) =>
    void navigate({ search: auditSearch({ ...search, ...change }), replace: true });
  const [words, setWords] = useDelayed(search.q ?? '', (q) => narrow({ q }));
  const { administered: sites } = useSites();
  const actionWords = useActionWords();
  const filter = filterOf(search);
  const actor = useQuery({
    queryKey: keys.user(search.actor ?? ''),
    queryFn: ({ signal }) => api.user(search.actor ?? '', signal),
    enabled: search.actor !== undefined,
  }).data;
  const query = useInfiniteQuery({
    queryKey: keys.audit(filter),
    queryFn: ({ pageParam, signal }) => api.audit({ ...filter, before: pageParam, limit: PAGE_SIZE }, signal),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (entries) => (entries.length < PAGE_SIZE ? undefined : entries.at(-1)?.seq),
  });
  const columns = useMemo<readonly TableColumn<AuditEntry>[]>(
    () => [
      { id: 'at', name: t('audit.at'), cell: ({ at }) => <RelativeTime at={at} isFocusable={false} /> },
      { id: 'actor', name: t('audit.actor'), cell: ({ actor_name }) => actor_name ?? t('audit.server') },
      { id: 'summary', name: t('audit.summary'), isRowHeader: true, cell: ({ summary }) => summary },
      {
        id: 'action',
        name: t('audit.action'),
        cell: ({ action, subject }) => (
          <>
            {actionWords(action)}
            <br />
            <span className={text.small}>{subject}</span>
          </>
        ),
      },
    ],
    [t, actionWords],
  );
  return (
    <Page title={t('audit.title')} note={t('audit.note')}>
      <Toolbar>
        <SearchField label={t('audit.search')} value={words} onChange={setWords} />
        <PartySearch
          label={t('audit.actor')}
          isUsersOnly
          value={search.actor === undefined || actor === undefined ? null : { who: { kind: 'user', id: search.actor }, name: actor.name }}
          onChange={(party) => narrow({ actor: party?.who.id })}
        />
        <Select
          label={t('audit.action')}
          items={[{ id: ALL, name: t('audit.kind.all') }, ...kinds.map((id) => ({ id, name: t(`audit.kind.${id}`) }))]}
          value={search.kind ?? ALL}
          onChange={(id) => narrow({ kind: id === ALL ? undefined : (id as Kind) })}
        />
        <DateField label={t('audit.from')} value={search.from ?? null} onChange={(from) => narrow({ from: from ?? undefined })} />
        <DateField label={t('audit.to')} value={search.to ?? null} onChange={(to) => narrow({ to: to ?? undefined })} />
        <SiteFilter sites={sites} value={search.site} onChange={(site) => narrow({ site })} />
      </Toolbar>
      <Loaded query={query} lines={8}>
        {({ pages }) => (
          <div className={text.stack}>
            <Table
              label={t('audit.title')}
              columns={columns}
              items={pages.flat()}
              idOf={idOf}
              empty={
                <EmptyState title={t('audit.none_found.title')} icon="history">
                  {t('audit.none_found.meaning')}
                </EmptyState>
              }
            />
            {query.hasNextPage ? (
              <div>
                <Button isPending={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
                  {t('audit.older')}
                </Button>
              </div>
            ) : null}
          </div>
        )}
      </Loaded>
    </Page>
  );
}
