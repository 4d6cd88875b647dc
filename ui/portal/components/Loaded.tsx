import type { UseQueryResult } from '@tanstack/react-query';
import { ErrorState } from '@shared/components/ErrorState';
import { Skeleton } from '@shared/components/Skeleton';
import type { ReactNode } from 'react';
import { isProblem } from '../api/problem';
import { Forbidden } from '../layout/AdministrationOnly';
import { useProblemWords } from './useProblemWords';

/** Shows what was fetched, or how the fetching goes. What is there stays while it is fetched again. */
export function Loaded<Data>({ query, lines = 5, children }: { query: UseQueryResult<Data>; lines?: number; children: (data: Data) => ReactNode }) {
  const words = useProblemWords();
  if (query.data !== undefined) return children(query.data);
  if (query.isPending) return <Skeleton lines={lines} />;
  if (isProblem(query.error, 'forbidden')) return <Forbidden />;
  return (
    <ErrorState title={words.title(query.error)} isRetrying={query.isFetching} onRetry={() => void query.refetch()}>
      {words.meaning(query.error)}
    </ErrorState>
  );
}
