import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button } from '@shared/components/Button';
import { EmptyState } from '@shared/components/EmptyState';
import { Select } from '@shared/components/Select';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import { Cards } from '../../components/Cards';
import { Loaded } from '../../components/Loaded';
import { SiteFilter } from '../../components/SiteFilter';
import text from '../../components/text.module.css';
import { Toolbar } from '../../components/Toolbar';
import { useSites } from '../../components/useSites';
import { useT } from '../../i18n';
import { Page, Section } from '../../layout/Page';
import { EmergencyPages } from '../../layout/SubNavigation';
import { EmergencyCallCard } from './EmergencyCallCard';
import { callsSearch, type CallsSearch, type Kind } from './search';

/** Calls that are fetched at once. */
const PAGE_SIZE = 50;
/** Milliseconds after which it is asked again: events of calls go to those who were alerted. */
const AGAIN = 5_000;

const ALL = 'all';

/** Recent emergency calls and tests of one, with what went with each and what became of it. */
export function EmergencyCallsPage() {
  const t = useT();
  const search = callsSearch(useSearch({ from: '/shell/administration/emergency-dashboard/calls' }));
  const navigate = useNavigate({ from: '/emergency-dashboard/calls' });
  const narrow = (change: { [Name in keyof CallsSearch]: CallsSearch[Name] | undefined }) =>
    void navigate({ search: callsSearch({ ...search, ...change }), replace: true });
  const { administered: sites } = useSites();
  const filter = { site: search.site, test: search.kind === undefined ? undefined : search.kind === 'tests' };
  const query = useInfiniteQuery({
    queryKey: keys.emergencyCalls(filter),
    queryFn: ({ pageParam, signal }) => api.emergencyCalls({ ...filter, before: pageParam, limit: PAGE_SIZE }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (calls) => (calls.length < PAGE_SIZE ? undefined : calls.at(-1)?.at),
    refetchInterval: AGAIN,
  });
  return (
    <Page title={t('dashboard.title')} note={t('dashboard.note')}>
      <EmergencyPages />
      <Section title={t('dashboard.calls')}>
        <Toolbar>
          <Select
            label={t('dashboard.kind')}
            items={[
              { id: ALL, name: t('dashboard.kind.all') },
              { id: 'calls', name: t('dashboard.kind.calls') },
              { id: 'tests', name: t('dashboard.kind.tests') },
            ]}
            value={search.kind ?? ALL}
            onChange={(id) => narrow({ kind: id === ALL ? undefined : (id as Kind) })}
          />
          <SiteFilter sites={sites} value={search.site} onChange={(site) => narrow({ site })} />
        </Toolbar>
        <Loaded query={query} lines={6}>
          {({ pages }) => (
            <div className={text.stack}>
              {pages.flat().length === 0 ? (
                <EmptyState title={t('dashboard.none.title')} icon="phone">
                  {t('dashboard.none.meaning')}
                </EmptyState>
              ) : (
                <Cards label={t('dashboard.calls')}>
                  {pages.flat().map((call) => (
                    <EmergencyCallCard key={call.id} call={call} />
                  ))}
                </Cards>
              )}
              {query.hasNextPage ? (
                <div>
                  <Button isPending={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
                    {t('dashboard.older')}
                  </Button>
                </div>
              ) : null}
            </div>
          )}
        </Loaded>
      </Section>
    </Page>
  );
}
