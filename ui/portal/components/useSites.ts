import { useQuery } from '@tanstack/react-query';
import { api } from '../api/endpoints';
import { keys } from '../api/keys';

/** The sites that the reader administers, and the name of each. */
export function useSites() {
  const query = useQuery({ queryKey: keys.sites, queryFn: ({ signal }) => api.sites(signal) });
  return { query, sites: query.data ?? [], nameOf: (id: string) => query.data?.find((site) => site.id === id)?.name ?? '' };
}
