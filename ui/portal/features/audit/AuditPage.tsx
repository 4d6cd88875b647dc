import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button } from '@shared/components/Button';
import { EmptyState } from '@shared/components/EmptyState';
import { RelativeTime } from '@shared/components/RelativeTime';
import { SearchField } from '@shared/components/SearchField';
import { Table, type TableColumn } from '@shared/components/Table';
import { useMemo } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import type { AuditEntry } from '../../api/types';
import { Loaded } from '../../components/Loaded';
import text from '../../components/text.module.css';
import { Toolbar } from '../../components/Toolbar';
import { useDelayed } from '../../components/useDelayed';
import { useT } from '../../i18n';
import { Page } from '../../layout/Page';

/** Entries that are fetched at once. */
const PAGE_SIZE = 50;

const idOf = ({ seq }: AuditEntry) => String(seq);

/** Who did what, and when, the newest first. */
export function AuditPage() {
  const t = useT();
  const { q = '' } = useSearch({ from: '/shell/administration/audit' });
  const navigate = useNavigate({ from: '/audit' });
  const [words, setWords] = useDelayed(q, (typed) => void navigate({ search: typed === '' ? {} : { q: typed }, replace: true }));
  const query = useInfiniteQuery({
    queryKey: keys.audit(q),
    queryFn: ({ pageParam, signal }) => api.audit({ q, before: pageParam, limit: PAGE_SIZE }, signal),
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
            <code>{action}</code>
            <br />
            <span className={text.small}>{subject}</span>
          </>
        ),
      },
    ],
    [t],
  );
  return (
    <Page title={t('audit.title')} note={t('audit.note')}>
      <Toolbar>
        <SearchField label={t('audit.search')} value={words} onChange={setWords} />
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
