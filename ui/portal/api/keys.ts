import type { ProposalFilter } from './endpoints';

const company = 'company';

/** Names of what is fetched. Everything below `company` is read again when the queue moves. */
export const keys = {
  company,
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
  users: (filter: object) => ['users', filter],
  accountPolicy: ['account-policy'],
  audit: (q: string) => ['audit', q],
} as const;
