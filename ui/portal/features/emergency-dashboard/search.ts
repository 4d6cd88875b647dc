/** What is wanted of the calls. */
export type Kind = 'calls' | 'tests';

/** What the address bar says. */
export interface DashboardSearch {
  site?: string;
  kind?: Kind;
}

/** Reads the address bar; what makes no sense is left out. */
export function dashboardSearch(search: { site?: unknown; kind?: unknown }): DashboardSearch {
  const { site, kind } = search;
  return {
    ...(typeof site === 'string' && site !== '' ? { site } : {}),
    ...(kind === 'calls' || kind === 'tests' ? { kind } : {}),
  };
}
