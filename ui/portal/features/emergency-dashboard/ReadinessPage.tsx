import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { LinkButton } from '@shared/components/Button';
import { Pagination } from '@shared/components/Pagination';
import { SearchField } from '@shared/components/SearchField';
import { Select } from '@shared/components/Select';
import { StatementCard } from '@shared/components/StatementCard';
import { api, readinessExport } from '../../api/endpoints';
import { keys } from '../../api/keys';
import type { Readiness } from '../../api/types';
import { Loaded } from '../../components/Loaded';
import { SiteFilter } from '../../components/SiteFilter';
import { Toolbar } from '../../components/Toolbar';
import { useDelayed } from '../../components/useDelayed';
import { useSites } from '../../components/useSites';
import { useT } from '../../i18n';
import { Page, Section } from '../../layout/Page';
import { EmergencyPages } from '../../layout/SubNavigation';
import { PeopleTable } from './PeopleTable';
import { PAGE_SIZE, readinessSearch, type ReadinessSearch } from './search';
import { SitesChart } from './SitesChart';
import { readinessOrder } from './words';

/** Milliseconds after which it is asked again: people move without telling this page. */
const AGAIN = 15_000;

const ALL = 'all';

/** Would help find everybody: who is settled, who is not and why, and where each device is. */
export function ReadinessPage() {
  const t = useT();
  const search = readinessSearch(useSearch({ from: '/shell/administration/emergency-dashboard' }));
  const navigate = useNavigate({ from: '/emergency-dashboard' });
  const narrow = (change: { [Name in keyof ReadinessSearch]: ReadinessSearch[Name] | undefined }) =>
    void navigate({ search: (old) => readinessSearch({ ...old, ...change, page: undefined }), replace: true });
  const [words, setWords] = useDelayed(search.q ?? '', (q) => narrow({ q }));
  const { administered } = useSites();
  const page = Number(search.page ?? 1);
  const wanted = { site: search.site, readiness: search.status, search: search.q };
  const filter = { ...wanted, offset: (page - 1) * PAGE_SIZE, limit: PAGE_SIZE };
  const query = useQuery({
    queryKey: keys.readiness(filter),
    queryFn: ({ signal }) => api.readiness(filter, signal),
    placeholderData: keepPreviousData,
    refetchInterval: AGAIN,
  });
  return (
    <Page
      title={t('dashboard.title')}
      note={t('readiness.note')}
      actions={
        <LinkButton icon="arrow-down" href={readinessExport(wanted)} download>
          {t('readiness.export')}
        </LinkButton>
      }
    >
      <EmergencyPages />
      <Loaded query={query} lines={10}>
        {({ emergency_trunks: trunks, sites, owners }) => {
          const lacking = sites.filter(({ lacks_callback_number: lacks }) => lacks);
          const counts = sites.flatMap((site) => site.counts);
          const total = counts.reduce((sum, { owners: count }) => sum + count, 0);
          const settled = counts.filter(({ readiness }) => readiness === 'settled').reduce((sum, { owners: count }) => sum + count, 0);
          return (
            <>
              <StatementCard
                isHeading={false}
                status={settled === total ? 'settled' : 'asks'}
                statement={t.rich('readiness.statement', { settled: <strong key="settled">{t('readiness.settled_of', { settled, total })}</strong> })}
                note={t(settled === total ? 'readiness.statement.all' : 'readiness.statement.some')}
              />
              {trunks === 'usable' ? null : (
                <StatementCard
                  isHeading={false}
                  status="unavailable"
                  statement={t(`readiness.trunks.${trunks}`)}
                  note={t(`readiness.trunks.${trunks}.meaning`)}
                />
              )}
              {lacking.length === 0 ? null : (
                <StatementCard
                  isHeading={false}
                  status="unavailable"
                  statement={t('readiness.no_callback', { count: lacking.length, sites: lacking.map(({ name }) => name).join(', ') })}
                  note={t('readiness.no_callback.meaning')}
                />
              )}
              <Section title={t('readiness.by_site')}>
                <SitesChart sites={sites} />
              </Section>
              <Section title={t('readiness.people')} note={t('readiness.people.note')}>
                <Toolbar>
                  <SearchField label={t('readiness.search')} value={words} onChange={setWords} />
                  <Select
                    label={t('readiness.status')}
                    items={[{ id: ALL, name: t('readiness.status.all') }, ...readinessOrder.map((id) => ({ id, name: t(`readiness.${id}`) }))]}
                    value={search.status ?? ALL}
                    onChange={(id) => narrow({ status: id === ALL ? undefined : (id as Readiness) })}
                  />
                  <SiteFilter sites={administered} value={search.site} onChange={(site) => narrow({ site })} />
                </Toolbar>
                <PeopleTable people={owners.items} />
                <Pagination
                  page={page}
                  pageSize={PAGE_SIZE}
                  total={owners.total}
                  onPage={(to) => void navigate({ search: (old) => ({ ...old, page: String(to) }) })}
                />
              </Section>
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}
