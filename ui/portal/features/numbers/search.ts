import type { NumberFilter } from '../../api/endpoints';
import { listSearch, type ListSearch } from '../../components/listSearch';

/** Rows on a page of numbers. */
export const PAGE_SIZE = 50;

/** State of the list in the address bar. */
export interface NumbersSearch extends Omit<ListSearch, 'site'> {
  /** Default: all. */
  show?: 'assigned' | 'unassigned';
}

/** Takes from the address bar what makes sense, and leaves out the rest. */
export function numbersSearch(given: Record<string, unknown>): NumbersSearch {
  const { q, page } = listSearch(given);
  return {
    ...(q === undefined ? {} : { q }),
    ...(page === undefined ? {} : { page }),
    ...(given.show === 'assigned' || given.show === 'unassigned' ? { show: given.show } : {}),
  };
}

const assigned = { assigned: 'true', unassigned: 'false' } as const;

/** What the server is asked for. */
export function filterOf({ q, show, page = '1' }: NumbersSearch): NumberFilter {
  return { q, assigned: show === undefined ? undefined : assigned[show], offset: (Number(page) - 1) * PAGE_SIZE, limit: PAGE_SIZE };
}
