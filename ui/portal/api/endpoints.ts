import type { Address } from '@shared/components/address';
import { address, request } from './http';
import type {
  AccountPolicy,
  AccountPolicyEdit,
  AddedRule,
  Approval,
  AuditEntry,
  AuthorizeAnswer,
  AuthorizeRequest,
  CallSettings,
  ClockState,
  CommonAreaPhone,
  CommonAreaPhoneDetail,
  DelegateId,
  Delegation,
  DeskPhone,
  DeskPhoneCredentials,
  DeskPhoneEdit,
  Device,
  DialOutcome,
  DirectoryEntry,
  Discovery,
  EmergencyCall,
  ImportOutcome,
  Invitation,
  Job,
  LocationClient,
  LocationClientCredentials,
  LocationClientEdit,
  LocationEdit,
  LocationView,
  Me,
  MonitoringGroup,
  NewDeskPhone,
  NewLocation,
  NewMonitoringGroup,
  NewPhone,
  NewSite,
  NewTrunk,
  NewUser,
  Forwarding,
  ForwardingSettings,
  NumberingPlan,
  Page,
  PersonalLocation,
  PhoneEdit,
  PhoneKeys,
  PhoneKeysEdit,
  PhoneNumber,
  PolicyOverride,
  PortalReport,
  Proposal,
  ProvisioningAddress,
  ProposalDetail,
  ProposalStateName,
  Readiness,
  ReadinessOverview,
  ReportAnswer,
  RuleEvidence,
  SharedLines,
  SharedLineSettings,
  Site,
  SiteAlerts,
  SiteAlertsEdit,
  Snapshot,
  Terms,
  Trunk,
  TrunkCheck,
  TrunkEdit,
  User,
  UserCallSettings,
  UserEdit,
  WiremapGaps,
  WiremapRule,
} from './types';

const at = (base: string, id: string, rest = '') => `${base}/${encodeURIComponent(id)}${rest}`;

/** What proposals are asked for. */
export interface ProposalFilter {
  state?: ProposalStateName | undefined;
  site?: string | undefined;
  q?: string | undefined;
  sort?: 'newest' | 'oldest' | undefined;
  offset?: number | undefined;
  limit?: number | undefined;
}

/** What company locations are asked for. */
export interface LocationFilter {
  q?: string | undefined;
  site?: string | undefined;
  offset?: number | undefined;
  limit?: number | undefined;
}

/** What a list is asked for. */
export interface ListFilter {
  q?: string | undefined;
  site?: string | undefined;
  offset?: number | undefined;
  limit?: number | undefined;
}

/** Whose readiness is asked for. */
export interface ReadinessFilter {
  site?: string | undefined;
  readiness?: Readiness | undefined;
  search?: string | undefined;
}

/** Where the same is had as a file. */
export const readinessExport = (filter: ReadinessFilter) => address('/v1/readiness/export', { ...filter });

/** What phone numbers are asked for. */
export interface NumberFilter extends Omit<ListFilter, 'site'> {
  assigned?: 'true' | 'false' | undefined;
}

/** What entries of the audit log are asked for. */
export interface AuditFilter {
  q?: string | undefined;
  /** What actions begin with, such as `delegation.`. */
  action?: string | undefined;
  actor?: string | undefined;
  /** First moment; RFC 3339. */
  from?: string | undefined;
  /** The moment after the last one. */
  to?: string | undefined;
  site?: string | undefined;
}

/** A change, and the version of the thing that was read. */
export type InVersion<Edit> = Edit & { version: number };

/** What can be done to a delegation with no more words. */
export type DelegationAct = 'accept' | 'decline' | 'withdraw' | 'end' | 'dismiss';

/** Everything that the portal asks of the server. Each throws Problem. */
export const api = {
  discovery: () => request<Discovery>('GET', '/v1/discovery'),
  me: () => request<Me>('GET', '/v1/me'),
  signIn: (email: string, password: string) => request<unknown>('POST', '/v1/session', { body: { email, password } }),
  signOut: () => request<undefined>('DELETE', '/v1/session'),
  authorize: (body: AuthorizeRequest) => request<AuthorizeAnswer>('POST', '/oauth/authorize', { body }),
  snapshot: (signal?: AbortSignal) => request<Snapshot>('GET', '/v1/snapshot', { signal }),

  setDefaultAddress: (personal: string | null) => request<unknown>('PUT', '/v1/me/default-address', { body: { personal } }),
  addPersonal: (body: { id: string; name: string; address: Address }) =>
    request<PersonalLocation>('POST', '/v1/personal-locations', { body }),
  editPersonal: (id: string, { version, ...body }: InVersion<{ name: string; address: Address }>) =>
    request<PersonalLocation>('PUT', at('/v1/personal-locations', id), { body, version }),
  deletePersonal: (id: string) => request<undefined>('DELETE', at('/v1/personal-locations', id)),

  renameDevice: (id: string, name: string) => request<Device>('PATCH', at('/v1/devices', id), { body: { name } }),
  reportFor: (id: string, body: PortalReport) => request<ReportAnswer>('POST', at('/v1/devices', id, '/report'), { body }),
  revokeDevice: (id: string) => request<undefined>('DELETE', at('/v1/devices', id)),

  proposals: (filter: ProposalFilter, signal?: AbortSignal) =>
    request<Page<Proposal>>('GET', '/v1/proposals', { query: { ...filter }, signal }),
  proposal: (id: string, signal?: AbortSignal) => request<ProposalDetail>('GET', at('/v1/proposals', id), { signal }),
  approve: (id: string, { version, ...body }: InVersion<Approval>) =>
    request<Proposal>('POST', at('/v1/proposals', id, '/approve'), { body, version }),
  reject: (id: string, reason: string, version: number) =>
    request<Proposal>('POST', at('/v1/proposals', id, '/reject'), { body: { reason }, version }),
  undo: (id: string, version: number) => request<Proposal>('POST', at('/v1/proposals', id, '/undo'), { version }),
  withdraw: (id: string, version: number) => request<Proposal>('POST', at('/v1/proposals', id, '/withdraw'), { version }),

  sites: (signal?: AbortSignal) => request<Site[]>('GET', '/v1/sites', { signal }),
  site: (id: string, signal?: AbortSignal) => request<Site>('GET', at('/v1/sites', id), { signal }),
  addSite: (body: NewSite) => request<Site>('POST', '/v1/sites', { body }),
  locations: (filter: LocationFilter, signal?: AbortSignal) =>
    request<Page<LocationView>>('GET', '/v1/locations', { query: { ...filter }, signal }),
  location: (id: string, signal?: AbortSignal) => request<LocationView>('GET', at('/v1/locations', id), { signal }),
  addLocation: (body: NewLocation) => request<LocationView>('POST', '/v1/locations', { body }),
  editLocation: (id: string, { version, ...body }: InVersion<LocationEdit>) =>
    request<LocationView>('PUT', at('/v1/locations', id), { body, version }),
  deleteLocation: (id: string) => request<undefined>('DELETE', at('/v1/locations', id)),
  rules: (location: string, signal?: AbortSignal) =>
    request<WiremapRule[]>('GET', at('/v1/locations', location, '/rules'), { signal }),
  addRule: (location: string, evidence: RuleEvidence) =>
    request<AddedRule>('POST', at('/v1/locations', location, '/rules'), { body: { evidence } }),
  deleteRule: (id: string) => request<undefined>('DELETE', at('/v1/rules', id)),

  users: (filter: { q?: string | undefined; offset?: number | undefined; limit?: number | undefined }, signal?: AbortSignal) =>
    request<Page<User>>('GET', '/v1/users', { query: { ...filter }, signal }),
  user: (id: string, signal?: AbortSignal) => request<User>('GET', at('/v1/users', id), { signal }),
  addUser: (body: NewUser) => request<User>('POST', '/v1/users', { body }),
  editUser: (id: string, { version, ...body }: InVersion<UserEdit>) => request<User>('PUT', at('/v1/users', id), { body, version }),
  askAgain: (id: string) => request<unknown>('POST', at('/v1/users', id, '/ask-again')),

  accountPolicy: (signal?: AbortSignal) => request<AccountPolicy>('GET', '/v1/policies/account', { signal }),
  setAccountPolicy: ({ version, ...body }: InVersion<AccountPolicyEdit>) =>
    request<AccountPolicy>('PUT', '/v1/policies/account', { body, version }),
  setCallbackNumber: (site: string, number: string | null, version: number) =>
    request<Site>('PUT', `${at('/v1/sites', site)}/callback-number`, { body: { callback_number: number }, version }),
  setNumbering: (site: string, numbering: NumberingPlan | null, version: number) =>
    request<Site>('PUT', `${at('/v1/sites', site)}/numbering`, { body: { numbering }, version }),
  testDialling: (site: string, dialled: string, signal?: AbortSignal) =>
    request<DialOutcome>('POST', `${at('/v1/sites', site)}/dial-test`, { body: { dialled }, signal }),
  setSitePolicy: (site: string, policy: PolicyOverride, version: number) =>
    request<Site>('PUT', at('/v1/policies/sites', site), { body: { policy }, version }),

  jobs: (signal?: AbortSignal) => request<Job[]>('GET', '/v1/jobs', { signal }),
  clock: (signal?: AbortSignal) => request<ClockState>('GET', '/v1/clock', { signal }),
  confirmClock: () => request<ClockState>('POST', '/v1/clock/confirm'),

  readiness: (filter: ReadinessFilter & { offset: number; limit: number }, signal?: AbortSignal) =>
    request<ReadinessOverview>('GET', '/v1/readiness', { query: { ...filter }, signal }),
  wiremapGaps: (signal?: AbortSignal) => request<WiremapGaps>('GET', '/v1/wiremap/gaps', { signal }),
  emergencyCalls: (filter: { site?: string | undefined; test?: boolean | undefined; before?: string | undefined; limit: number }, signal?: AbortSignal) =>
    request<EmergencyCall[]>('GET', '/v1/emergency-calls', { query: { ...filter, test: filter.test === undefined ? undefined : String(filter.test) }, signal }),

  locateDeskPhone: (id: string, location: string | null, address?: string) =>
    request<DeskPhone>('PUT', `${at('/v1/desk-phones', id)}/location`, { body: { location, address } }),

  siteAlerts: (site: string, signal?: AbortSignal) => request<SiteAlerts>('GET', `${at('/v1/sites', site)}/alerts`, { signal }),
  setSiteAlerts: (site: string, { version, ...body }: InVersion<SiteAlertsEdit>) =>
    request<SiteAlerts>('PUT', `${at('/v1/sites', site)}/alerts`, { body, version }),

  audit: (filter: AuditFilter & { before?: number | undefined; limit?: number | undefined }, signal?: AbortSignal) =>
    request<AuditEntry[]>('GET', '/v1/audit', { query: { ...filter }, signal }),

  delegation: (id: string, signal?: AbortSignal) => request<Delegation>('GET', at('/v1/delegations', id), { signal }),
  invite: (body: Invitation) => request<Delegation>('POST', '/v1/delegations', { body }),
  act: (id: string, act: DelegationAct, version: number) => request<Delegation>('POST', at('/v1/delegations', id, `/${act}`), { version }),
  setTerms: (id: string, terms: Terms, version: number) =>
    request<Delegation>('PUT', at('/v1/delegations', id, '/terms'), { body: { terms }, version }),
  setRinging: (id: string, rings: boolean, version: number) =>
    request<Delegation>('PUT', at('/v1/delegations', id, '/ringing'), { body: { rings }, version }),
  /** Who could act on the lines of `delegator`, or of the caller. */
  directory: (filter: Omit<ListFilter, 'site'> & { delegator?: string | undefined }, signal?: AbortSignal) =>
    request<Page<DirectoryEntry>>('GET', '/v1/directory', { query: { ...filter }, signal }),

  sharedLines: (filter: ListFilter, signal?: AbortSignal) =>
    request<Page<SharedLines>>('GET', '/v1/shared-lines', { query: { ...filter }, signal }),
  sharedLineSettings: (user: string, signal?: AbortSignal) =>
    request<SharedLineSettings>('GET', at('/v1/shared-lines', user), { signal }),
  assign: (user: string, body: Invitation) => request<Delegation>('POST', at('/v1/shared-lines', user, '/delegates'), { body }),
  setLock: (user: string, locked: boolean, version: number) =>
    request<SharedLineSettings>('PUT', at('/v1/shared-lines', user, '/lock'), { body: { locked }, version }),
  setSupervision: (user: string, group: string | null, version: number) =>
    request<SharedLineSettings>('PUT', at('/v1/shared-lines', user, '/supervision'), { body: { group }, version }),

  phones: (filter: ListFilter, signal?: AbortSignal) => request<Page<CommonAreaPhone>>('GET', '/v1/phones', { query: { ...filter }, signal }),
  phone: (id: string, signal?: AbortSignal) => request<CommonAreaPhoneDetail>('GET', at('/v1/phones', id), { signal }),
  addPhone: (body: NewPhone) => request<CommonAreaPhone>('POST', '/v1/phones', { body }),
  editPhone: (id: string, { version, ...body }: InVersion<PhoneEdit>) =>
    request<CommonAreaPhone>('PUT', at('/v1/phones', id), { body, version }),
  deletePhone: (id: string, version: number) => request<undefined>('DELETE', at('/v1/phones', id), { version }),

  deskPhones: ({ kind, id }: DelegateId, signal?: AbortSignal) =>
    request<DeskPhone[]>('GET', '/v1/desk-phones', { query: { owner_kind: kind, owner: id }, signal }),
  addDeskPhone: (body: NewDeskPhone) => request<DeskPhoneCredentials>('POST', '/v1/desk-phones', { body }),
  editDeskPhone: (id: string, body: DeskPhoneEdit, version: number) => request<DeskPhone>('PUT', at('/v1/desk-phones', id), { body, version }),
  renewDeskPhone: (id: string) => request<DeskPhoneCredentials>('POST', at('/v1/desk-phones', id, '/password')),
  makeProvisioningAddress: (id: string) => request<ProvisioningAddress>('POST', at('/v1/desk-phones', id, '/provisioning')),
  withdrawProvisioningAddress: (id: string) => request<undefined>('DELETE', at('/v1/desk-phones', id, '/provisioning')),
  deleteDeskPhone: (id: string) => request<undefined>('DELETE', at('/v1/desk-phones', id)),
  phoneKeys: (phone: string, signal?: AbortSignal) => request<PhoneKeys>('GET', at('/v1/desk-phones', phone, '/keys'), { signal }),
  setPhoneKeys: (phone: string, body: PhoneKeysEdit, version: number) =>
    request<PhoneKeys>('PUT', at('/v1/desk-phones', phone, '/keys'), { body, version }),
  setForwarding: (line: string, body: Forwarding, version: number) =>
    request<ForwardingSettings>('PUT', at('/v1/lines', line, '/forwarding'), { body, version }),
  followCallSettings: (line: string, version: number) => request<ForwardingSettings>('DELETE', at('/v1/lines', line, '/forwarding'), { version }),
  callSettings: (user: string, signal?: AbortSignal) => request<UserCallSettings>('GET', at('/v1/users', user, '/call-settings'), { signal }),
  setCallSettings: (user: string, body: CallSettings, version: number) =>
    request<UserCallSettings>('PUT', at('/v1/users', user, '/call-settings'), { body, version }),

  numbers: (filter: NumberFilter, signal?: AbortSignal) => request<Page<PhoneNumber>>('GET', '/v1/numbers', { query: { ...filter }, signal }),
  addNumber: (number: string) => request<PhoneNumber>('POST', '/v1/numbers', { body: { number } }),
  assignNumber: (number: string, assignee: DelegateId | null, version: number) =>
    request<PhoneNumber>('PUT', at('/v1/numbers', number), { body: { assignee }, version }),
  deleteNumber: (number: string, version: number) => request<undefined>('DELETE', at('/v1/numbers', number), { version }),

  groups: (signal?: AbortSignal) => request<MonitoringGroup[]>('GET', '/v1/monitoring-groups', { signal }),
  addGroup: (body: NewMonitoringGroup) => request<MonitoringGroup>('POST', '/v1/monitoring-groups', { body }),
  editGroup: (id: string, { version, ...body }: InVersion<NewMonitoringGroup>) =>
    request<MonitoringGroup>('PUT', at('/v1/monitoring-groups', id), { body, version }),
  deleteGroup: (id: string, version: number) => request<undefined>('DELETE', at('/v1/monitoring-groups', id), { version }),

  locationClients: (signal?: AbortSignal) => request<LocationClient[]>('GET', '/v1/location-clients', { signal }),
  addLocationClient: (body: LocationClientEdit) => request<LocationClientCredentials>('POST', '/v1/location-clients', { body }),
  setLocationClient: (id: string, body: LocationClientEdit, version: number) =>
    request<LocationClient>('PUT', at('/v1/location-clients', id), { body, version }),
  deleteLocationClient: (id: string) => request<undefined>('DELETE', at('/v1/location-clients', id)),

  trunks: (signal?: AbortSignal) => request<Trunk[]>('GET', '/v1/trunks', { signal }),
  addTrunk: (body: NewTrunk) => request<Trunk>('POST', '/v1/trunks', { body }),
  /** `isMeant` says that the last way to the emergency services may be taken away with it. */
  editTrunk: (id: string, body: TrunkEdit, version: number, isMeant: boolean) =>
    request<Trunk>('PATCH', at('/v1/trunks', id), { body, version, query: { confirm: isMeant ? 'true' : undefined } }),
  deleteTrunk: (id: string, version: number, isMeant: boolean) =>
    request<undefined>('DELETE', at('/v1/trunks', id), { version, query: { confirm: isMeant ? 'true' : undefined } }),
  checkTrunk: (id: string) => request<TrunkCheck>('POST', `${at('/v1/trunks', id)}/check`),

  importUsers: (csv: string, apply: boolean) => request<ImportOutcome>('POST', '/v1/users/import', { body: { csv, apply } }),
};
