import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button } from '@shared/components/Button';
import { EmptyState } from '@shared/components/EmptyState';
import { Pagination } from '@shared/components/Pagination';
import { RelativeTime } from '@shared/components/RelativeTime';
import { SearchField } from '@shared/components/SearchField';
import { Select } from '@shared/components/Select';
import { Table, type TableColumn } from '@shared/components/Table';
import { useMemo, useRef, useState } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import type { Proposal } from '../../api/types';
import { Loaded } from '../../components/Loaded';
import { ProposalBadge } from '../../components/ProposalBadge';
import { ShortcutHint } from '../../components/ShortcutHint';
import text from '../../components/text.module.css';
import { Toolbar } from '../../components/Toolbar';
import { useDelayed } from '../../components/useDelayed';
import { useShortcuts } from '../../components/useShortcuts';
import { useSites } from '../../components/useSites';
import { useT } from '../../i18n';
import { Page } from '../../layout/Page';
import { RejectDialog } from './RejectDialog';
import { filterOf, PAGE_SIZE, pageOf, proposalsSearch, type ProposalsSearch, states } from './search';
import { useBulk } from './useBulk';
import { useDecisions } from './useDecisions';

const ALL_SITES = 'all';
const idOf = (proposal: Proposal) => proposal.id;

function useColumns(siteName: (id: string) => string): readonly TableColumn<Proposal>[] {
  const t = useT();
  return useMemo(
    () => [
      {
        id: 'place',
        name: t('proposals.column.place'),
        isRowHeader: true,
        cell: ({ id, place }) => (
          <>
            <Link to="/proposals/$id" params={{ id }}>
              {place.label}
            </Link>
            <br />
            <span className={text.small}>{place.lines.join(', ')}</span>
          </>
        ),
      },
      { id: 'request', name: t('proposals.column.request'), cell: ({ request }) => t(`proposal.request.${request.kind}`) },
      { id: 'reporter', name: t('proposals.column.reporter'), cell: ({ reporter_name }) => reporter_name },
      {
        id: 'made_at',
        name: t('proposals.column.made_at'),
        isSortable: true,
        cell: ({ made_at }) => <RelativeTime at={made_at} isFocusable={false} />,
      },
      { id: 'site', name: t('proposals.column.site'), cell: ({ site }) => siteName(site) },
      { id: 'state', name: t('proposals.column.state'), cell: ({ state }) => <ProposalBadge state={state} /> },
    ],
    [t, siteName],
  );
}

/** The rows of the queue, for keys that go from one to the next. */
function rowsIn(queue: HTMLElement | null): HTMLElement[] {
  return [...(queue?.querySelectorAll<HTMLElement>('tbody [role=row][data-key]') ?? [])];
}

/** The approval queue. */
export function ProposalsPage() {
  const t = useT();
  const search = proposalsSearch(useSearch({ from: '/shell/administration/proposals' }));
  const navigate = useNavigate({ from: '/proposals' });
  const [selected, setSelected] = useState<Set<string>>(new Set());
  const narrow = (change: Partial<Record<keyof ProposalsSearch, string | undefined>>) => {
    setSelected(new Set());
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }) as ProposalsSearch, replace: true });
  };
  const { administered: sites } = useSites();
  const filter = filterOf(search);
  const query = useQuery({
    queryKey: keys.proposals(filter),
    queryFn: ({ signal }) => api.proposals(filter, signal),
    placeholderData: keepPreviousData,
  });
  const [q, setQ] = useDelayed(search.q ?? '', (words) => narrow({ q: words === '' ? undefined : words }));
  const [rejected, setRejected] = useState<readonly Proposal[] | null>(null);
  const queue = useRef<HTMLDivElement>(null);
  const finish = () => {
    setRejected(null);
    setSelected(new Set());
  };
  const decisions = useDecisions(finish);
  const bulk = useBulk(finish);
  const siteNames = useMemo(() => new Map(sites.map(({ id, name }) => [id, name])), [sites]);
  const columns = useColumns(useMemo(() => (id: string) => siteNames.get(id) ?? '', [siteNames]));

  const items = query.data?.items ?? [];
  const pendingOf = (ids: ReadonlySet<string>) => items.filter(({ id, state }) => ids.has(id) && state === 'pending');
  const step = (by: 1 | -1) => {
    const rows = rowsIn(queue.current);
    const now = rows.findIndex((row) => row.contains(document.activeElement));
    rows[now < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, now + by))]?.focus();
  };
  const current = () => {
    const row = rowsIn(queue.current).find((candidate) => candidate.contains(document.activeElement));
    return items.find(({ id, state }) => id === row?.dataset.key && state === 'pending');
  };
  const shortcuts = useShortcuts({
    j: () => step(1),
    k: () => step(-1),
    a: () => {
      const proposal = current();
      if (proposal && !decisions.approve.isPending) decisions.approve.run({ proposal, outcome: { kind: 'as_proposed' } });
    },
    r: () => {
      const proposal = current();
      if (proposal) setRejected([proposal]);
    },
  });
  const shownState = search.state ?? 'pending';
  const isNarrowed = search.q !== undefined || search.site !== undefined;

  return (
    <Page title={t('proposals.title')} note={t('proposals.note')}>
      <Toolbar>
        <SearchField label={t('proposals.search')} value={q} onChange={setQ} />
        <Select
          label={t('proposals.state')}
          items={[...states.map((id) => ({ id, name: t(`proposal.state.${id}`) })), { id: 'all', name: t('proposals.state.all') }]}
          value={shownState}
          onChange={(id) => narrow({ state: id === 'pending' ? undefined : String(id) })}
        />
        {sites.length > 1 ? (
          <Select
            label={t('proposals.column.site')}
            items={[{ id: ALL_SITES, name: t('proposals.site.all') }, ...sites.map(({ id, name }) => ({ id, name }))]}
            value={search.site ?? ALL_SITES}
            onChange={(id) => narrow({ site: id === ALL_SITES ? undefined : String(id) })}
          />
        ) : null}
      </Toolbar>
      <ShortcutHint
        isOn={shortcuts.isOn}
        onTurn={shortcuts.turn}
        keys={[
          ['j', t('shortcuts.next')],
          ['k', t('shortcuts.previous')],
          ['a', t('shortcuts.approve')],
          ['r', t('shortcuts.reject')],
        ]}
      />
      <Loaded query={query} lines={8}>
        {({ total }) => (
          <div ref={queue} className={text.stack}>
            <Table
              label={t('proposals.title')}
              columns={columns}
              items={items}
              idOf={idOf}
              sort={{ column: 'made_at', direction: search.sort === 'oldest' ? 'ascending' : 'descending' }}
              onSort={({ direction }) => narrow({ sort: direction === 'ascending' ? 'oldest' : undefined })}
              selected={selected}
              onSelect={setSelected}
              onOpen={(id) => void navigate({ to: '/proposals/$id', params: { id } })}
              bulkActions={(ids) => {
                const chosen = pendingOf(ids);
                return chosen.length === 0 ? (
                  <span>{t('proposals.bulk.none')}</span>
                ) : (
                  <>
                    <Button kind="primary" icon="check" isPending={bulk.isPending} onPress={() => void bulk.approve(chosen)}>
                      {t('proposals.bulk.approve', { count: chosen.length })}
                    </Button>
                    <Button isDisabled={bulk.isPending} onPress={() => setRejected(chosen)}>
                      {t('proposals.bulk.reject', { count: chosen.length })}
                    </Button>
                  </>
                );
              }}
              empty={
                isNarrowed ? (
                  <EmptyState title={t('proposals.none_found.title')} icon="search">
                    {t('proposals.none_found.meaning')}
                  </EmptyState>
                ) : (
                  <EmptyState title={t(shownState === 'pending' ? 'proposals.empty.title' : 'proposals.none_found.title')} icon="check-circle">
                    {t('proposals.empty.meaning')}
                  </EmptyState>
                )
              }
            />
            <Pagination
              page={pageOf(search)}
              pageSize={PAGE_SIZE}
              total={total}
              onPage={(page) => void navigate({ search: (old) => ({ ...old, page: String(page) }) })}
            />
          </div>
        )}
      </Loaded>
      {rejected === null ? null : (
        <RejectDialog
          title={
            rejected.length === 1
              ? t('proposal.reject.title', { name: rejected[0]?.place.label ?? '' })
              : t('proposals.bulk.reject.title', { count: rejected.length })
          }
          isPending={decisions.reject.isPending || bulk.isPending}
          problem={decisions.reject.problem}
          onClose={() => setRejected(null)}
          onReject={(reason) => {
            const [first, ...others] = rejected;
            if (first !== undefined && others.length === 0) decisions.reject.run({ proposal: first, reason });
            else void bulk.reject(rejected, reason);
          }}
        />
      )}
    </Page>
  );
}
