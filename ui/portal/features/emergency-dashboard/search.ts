import { readinessOrder } from './words';
import type { Readiness } from '../../api/types';

/** What is wanted of the calls. */
export type Kind = 'calls' | 'tests';

/** What the address bar says of the calls. */
export interface CallsSearch {
  site?: string;
  kind?: Kind;
}

/** Reads the address bar; what makes no sense is left out. */
export function callsSearch(search: { site?: unknown; kind?: unknown }): CallsSearch {
  const { site, kind } = search;
  return {
    ...(typeof site === 'string' && site !== '' ? { site } : {}),
    ...(kind === 'calls' || kind === 'tests' ? { kind } : {}),
  };
}

/** Rows on a page of people. */
export const PAGE_SIZE = 50;

/** What the address bar says of the people. */
export interface ReadinessSearch {
  q?: string;
  site?: string;
  status?: Readiness;
  /** Counted from one. */
  page?: string;
}

/** Reads the address bar; what makes no sense is left out. */
export function readinessSearch({ q, site, status, page }: Record<string, unknown>): ReadinessSearch {
  const number = Number(page);
  const known = readinessOrder.find((each) => each === status);
  return {
    ...(typeof q === 'string' && q !== '' ? { q } : {}),
    ...(typeof site === 'string' && site !== '' ? { site } : {}),
    ...(known === undefined ? {} : { status: known }),
    ...(Number.isInteger(number) && number > 1 ? { page: String(number) } : {}),
  };
}
