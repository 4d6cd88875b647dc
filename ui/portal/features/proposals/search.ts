import type { ProposalFilter } from '../../api/endpoints';
import type { ProposalStateName } from '../../api/types';

/** Rows on a page of the queue. */
export const PAGE_SIZE = 25;

/** The states that the queue can be narrowed to, in the order of the filter. */
export const states: readonly ProposalStateName[] = ['pending', 'approved', 'rejected', 'withdrawn'];

/** State of the queue in the address bar; what is absent is the default. */
export interface ProposalsSearch {
  /** Default `pending`. */
  state?: Exclude<ProposalStateName, 'pending'> | 'all';
  site?: string;
  q?: string;
  /** Default: the newest first. */
  sort?: 'oldest';
  /** Counted from one. */
  page?: string;
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

/** Takes from the address bar what makes sense, and leaves out the rest. */
export function proposalsSearch(given: Record<string, unknown>): ProposalsSearch {
  const search: ProposalsSearch = {};
  const state = states.find((name) => name === given.state);
  if (given.state === 'all') search.state = 'all';
  else if (state !== undefined && state !== 'pending') search.state = state;
  const site = text(given.site);
  if (site !== undefined) search.site = site;
  const q = text(given.q);
  if (q !== undefined) search.q = q;
  if (given.sort === 'oldest') search.sort = 'oldest';
  const page = Number(given.page);
  if (Number.isInteger(page) && page > 1) search.page = String(page);
  return search;
}

/** Number of the page that is shown, from one. */
export function pageOf(search: ProposalsSearch): number {
  return Number(search.page ?? 1);
}

/** What the server is asked for. */
export function filterOf(search: ProposalsSearch): ProposalFilter {
  const { state = 'pending', site, q, sort } = search;
  return {
    state: state === 'all' ? undefined : state,
    site,
    q,
    sort: sort ?? 'newest',
    offset: (pageOf(search) - 1) * PAGE_SIZE,
    limit: PAGE_SIZE,
  };
}
