import type { AuditFilter, ListFilter, NumberFilter, ProposalFilter } from './endpoints';
import type { DelegateId } from './types';

const company = 'company';
const lines = 'lines';

/** Names of what is fetched. Everything below `company` is read again when the queue moves,
 * and everything below `lines` when shared lines do. */
export const keys = {
  company,
  lines,
  session: ['session'],
  discovery: ['discovery'],
  snapshot: ['snapshot'],
  proposals: (filter: ProposalFilter) => [company, 'proposals', filter],
  proposal: (id: string) => [company, 'proposal', id],
  sites: [company, 'sites'],
  tree: (site: string) => [company, 'tree', site],
  found: (q: string) => [company, 'found', q],
  location: (id: string) => [company, 'location', id],
  rules: (location: string) => [company, 'rules', location],
  allUsers: ['users'],
  user: (id: string) => ['users', 'one', id],
  users: (filter: object) => ['users', filter],
  accountPolicy: ['account-policy'],
  jobs: ['jobs'],
  clock: ['clock'],
  readiness: (filter: object) => [company, 'readiness', filter],
  wiremapGaps: [company, 'gaps'],
  emergencyCalls: (filter: object) => ['emergency-calls', filter],
  locationClients: ['location-clients'],
  trunks: ['trunks'],
  siteAlerts: (site: string) => ['site-alerts', site],
  dialTest: (site: string, version: number, dialled: string) => ['dial-test', site, version, dialled],
  audit: (filter: AuditFilter) => ['audit', filter],
  delegation: (id: string) => [lines, 'delegation', id],
  sharedLines: (filter: ListFilter) => [lines, 'shared', filter],
  callSettings: (user: string) => [lines, 'call-settings', user],
  sharedLineSettings: (user: string) => [lines, 'settings', user],
  phones: (filter: ListFilter) => [lines, 'phones', filter],
  phone: (id: string) => [lines, 'phone', id],
  deskPhones: (owner: DelegateId) => [lines, 'desk-phones', owner],
  phoneKeys: (phone: string) => [lines, 'phone-keys', phone],
  numbers: (filter: NumberFilter) => [lines, 'numbers', filter],
  groups: [lines, 'groups'],
} as const;
