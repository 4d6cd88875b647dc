import type { AuditFilter } from '../../api/endpoints';

/** What actions begin with, each of them a kind to narrow the log to. */
export const kinds = [
  'account',
  'clock',
  'delegation',
  'desk_phone',
  'device',
  'emergency',
  'line',
  'location',
  'location_client',
  'location_service',
  'monitoring_group',
  'number',
  'personal_location',
  'phone',
  'policy',
  'proposal',
  'report',
  'rule',
  'session',
  'shared_lines',
  'site',
  'trunk',
  'user',
  'users',
] as const;

/** One of them. */
export type Kind = (typeof kinds)[number];

/** State of the log in the address bar. */
export interface AuditSearch {
  q?: string;
  kind?: Kind;
  /** User who acted. */
  actor?: string;
  /** First day, such as `2026-11-22`. */
  from?: string;
  /** Last day. */
  to?: string;
  site?: string;
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

/** A day that there is: the 31st of February is none. */
function day(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return undefined;
  const midnight = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(value) ? value : undefined;
}

/** Takes from the address bar what makes sense, and leaves out the rest. */
export function auditSearch(given: Record<string, unknown>): AuditSearch {
  const search: AuditSearch = {};
  const kind = kinds.find((each) => each === given.kind);
  if (kind !== undefined) search.kind = kind;
  for (const name of ['q', 'actor', 'site'] as const) {
    const value = text(given[name]);
    if (value !== undefined) search[name] = value;
  }
  for (const name of ['from', 'to'] as const) {
    const value = day(given[name]);
    if (value !== undefined) search[name] = value;
  }
  return search;
}

/** Midnight at the beginning of a day, here; so many days later. */
function midnight(date: string, later = 0): string {
  const at = new Date(`${date}T00:00:00`);
  at.setDate(at.getDate() + later);
  return at.toISOString();
}

/** What the server is asked for. */
export function filterOf({ q, kind, actor, from, to, site }: AuditSearch): AuditFilter {
  return {
    q,
    actor,
    site,
    action: kind === undefined ? undefined : `${kind}.`,
    from: from === undefined ? undefined : midnight(from),
    to: to === undefined ? undefined : midnight(to, 1),
  };
}
