import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useMemo } from 'react';
import { api } from './endpoints';
import { keys } from './keys';
import { follow } from './live';
import { isProblem } from './problem';
import { type View, viewOf } from './snapshot';
import type { Me, Roles } from './types';

/** Who is signed in; null when nobody is. */
export function useSession() {
  return useQuery<Me | null>({
    queryKey: keys.session,
    queryFn: () =>
      api.me().catch((error: unknown) => {
        if (isProblem(error, 'unauthenticated')) return null;
        throw error;
      }),
    staleTime: Infinity,
  });
}

/** Forgets everything that was fetched for one user, before the next one signs in. */
export async function forgetSession(client: QueryClient): Promise<void> {
  await client.cancelQueries();
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.session[0] && queryKey[0] !== keys.discovery[0] });
  client.setQueryData(keys.session, null);
}

/** The caller's view, live while the component is mounted. */
export function useLiveView() {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: keys.snapshot,
    queryFn: ({ signal }) => api.snapshot(signal),
    // The stream keeps it fresh.
    staleTime: Infinity,
  });
  const isThere = query.data !== undefined;
  useEffect(() => (isThere ? follow(client) : undefined), [client, isThere]);
  const view = useMemo(() => query.data && viewOf(query.data), [query.data]);
  return { query, view };
}

/** Holds the caller's view for the pages. */
export const ViewContext = createContext<View | null>(null);

/** The caller's view; pages exist only where there is one. */
export function useView(): View {
  const view = useContext(ViewContext);
  if (view === null) throw new Error('a page was shown without the view of its user');
  return view;
}

/** Administers the whole account. */
export const administersAccount = (roles: Roles) => roles.administrator?.of === 'account';

/** Administers what belongs to a site. */
export const administersSite = ({ administrator }: Roles, site: string) =>
  administrator?.of === 'account' || (administrator?.of === 'site' && administrator.site === site);

/** Administers anything at all. */
export const isAdministrator = (roles: Roles) => Boolean(roles.administrator);
