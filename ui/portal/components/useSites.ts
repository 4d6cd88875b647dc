import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '../api/endpoints';
import { keys } from '../api/keys';
import { administersSite, useView } from '../api/session';
import type { Site } from '../api/types';

const none: Site[] = [];

/** All sites, and those of them that the reader administers. */
export function useSites() {
  const query = useQuery({ queryKey: keys.sites, queryFn: ({ signal }) => api.sites(signal) });
  const { me } = useView();
  const sites = query.data ?? none;
  const administered = useMemo(() => sites.filter(({ id }) => administersSite(me.roles, id)), [sites, me.roles]);
  return { query, sites, administered };
}
