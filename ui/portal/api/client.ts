import { QueryCache, QueryClient } from '@tanstack/react-query';
import { keys } from './keys';
import { isProblem, Problem } from './problem';

/** Failures that another attempt may mend. */
const passing = new Set(['unreachable', 'unavailable']);

/** The store of what was fetched. An ended session, noticed by whichever request, is put down at once. */
export function makeClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (isProblem(error, 'unauthenticated')) client.setQueryData(keys.session, null);
      },
    }),
    defaultOptions: {
      queries: {
        networkMode: 'always',
        staleTime: 10_000,
        retry: (count, error) => error instanceof Problem && passing.has(error.code) && count < 2,
        refetchOnReconnect: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
  return client;
}
