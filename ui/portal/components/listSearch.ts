import type { ListFilter } from '../api/endpoints';

/** State of a list in the address bar; what is absent is the default. */
export interface ListSearch {
  q?: string;
  site?: string;
  /** Counted from one. */
  page?: string;
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

/** Takes from the address bar what makes sense, and leaves out the rest. The router keeps what no route has checked. */
export function listSearch(given: Record<string, unknown>): ListSearch {
  const search: ListSearch = {};
  const q = text(given.q);
  if (q !== undefined) search.q = q;
  const site = text(given.site);
  if (site !== undefined) search.site = site;
  const page = Number(given.page);
  if (Number.isInteger(page) && page > 1) search.page = String(page);
  return search;
}

/** Number of the page that is shown, from one. */
export function pageOf({ page }: { page?: string }): number {
  return Number(page ?? 1);
}

/** What the server is asked for. */
export function filterOf({ q, site, page }: ListSearch, pageSize: number): ListFilter {
  return { q, site, offset: (Number(page ?? 1) - 1) * pageSize, limit: pageSize };
}
