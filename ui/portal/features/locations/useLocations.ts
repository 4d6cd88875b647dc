import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import type { LocationView } from '../../api/types';

/** As many as the server gives at once. */
const PAGE = 200;

async function everyLocation(q: string, signal: AbortSignal): Promise<LocationView[]> {
  const all: LocationView[] = [];
  for (;;) {
    const { items, total } = await api.locations({ q, offset: all.length, limit: PAGE }, signal);
    all.push(...items);
    if (items.length === 0 || all.length >= total) return all;
  }
}

/** Every location that the reader administers, or those that fit the words. */
export function useLocations(q: string) {
  return useQuery({ queryKey: keys.found(q), queryFn: ({ signal }) => everyLocation(q, signal) });
}
