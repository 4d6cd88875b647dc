import type {
  AccountPolicy,
  AuditEntry,
  Device,
  LocationView,
  Me,
  PersonalLocation,
  Policy,
  ProposalDetail,
  Site,
  User,
  WiremapRule,
} from '../api/types';

/** The organisation of the tests: two sites, a tree, a queue, and names that are hard to lay out. */
export const LEEDS = '0192a000-0000-7000-8000-000000000001';
export const AUSTIN = '0192a000-0000-7000-8000-000000000002';
export const LONG_NAME = 'Hubert Blaine Wolfeschlegelsteinhausenbergerdorff';
export const id = (number: number) => `0192b000-0000-7000-8000-${String(number).padStart(12, '0')}`;
export const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

const mill = { country: 'GB', hno: '12', rd: 'Mill Lane', a3: 'Leeds', pc: 'LS1 4DY' };
const congress = { country: 'US', hno: '500', rd: 'Congress Avenue', a3: 'Austin', a1: 'TX', pc: '78701' };
export const policy: Policy = {
  nomadic: true,
  bootstrap: true,
  personal_locations: true,
  retention_days: 365,
  delegation: true,
  max_delegates: 32,
  max_delegators: 32,
  co_location_minutes: 15,
  admin_assignment_needs_acceptance: false,
};

export const me: Me = {
  id: id(1),
  name: 'Ada Whitfield',
  email: 'ada@harrier.example',
  site: LEEDS,
  site_name: 'Leeds',
  account: 'Harrier & Finch Ltd',
  site_address: mill,
  roles: { administrator: { of: 'account' }, safety_team: false },
  licensed: true,
  policy,
  call_settings: { settings: { do_not_disturb: false, withhold_number: false, forwarding: { after_seconds: 30, then: { kind: 'busy' } } }, version: 1 },
};

const evidence: ProposalDetail['evidence'] = {
  network: {
    interface: 'enp0s31f6',
    medium: 'wired',
    mac: '3c:52:82:11:22:33',
    addresses: ['10.4.7.23/24'],
    gateway: { ip: '10.4.7.1', mac: '00:1b:21:3c:4d:5e', subnet: '10.4.7.0/24' },
    switch_port: { chassis: '00:1b:21:aa:bb:cc', port: 'Gi1/0/12', system_name: 'sw-leeds-4' },
    dns_suffixes: ['harrier.example'],
    behind_tunnel: false,
    other_uplinks: [],
  },
  public_ip: { ip: '203.0.113.7', through_tunnel: false },
};

function location(number: number, name: string, kind: LocationView['kind'], parent: number | null, path: string[], rules = 0): LocationView {
  const address = { ...mill, ...(kind === 'floor' ? { flr: name } : {}) };
  return {
    id: id(number),
    site: LEEDS,
    ...(parent === null ? {} : { parent: id(parent) }),
    kind,
    name,
    address,
    emergency_address: { ...address, ...(kind === 'building' ? { bld: name } : {}) },
    elin: kind === 'building' ? '+441134960000' : null,
    public_ip_is_enough: false,
    version: 1,
    updated_at: ago(60 * 24 * 30),
    path: [...path, name],
    lines: ['12 Mill Lane', 'Leeds', 'LS1 4DY'],
    rule_count: rules,
  };
}

export const locations: LocationView[] = [
  location(10, 'Leeds', 'site', null, []),
  location(11, 'Mill House', 'building', 10, ['Leeds'], 1),
  location(12, '4th floor', 'floor', 11, ['Leeds', 'Mill House'], 2),
  location(13, 'East wing', 'zone', 12, ['Leeds', 'Mill House', '4th floor']),
  location(14, '5th floor', 'floor', 11, ['Leeds', 'Mill House']),
  { ...location(20, 'Austin', 'site', null, []), site: AUSTIN, address: congress, lines: ['500 Congress Avenue', 'Austin, TX 78701'] },
];

export const rules: WiremapRule[] = [
  { id: id(30), location: id(12), evidence: { kind: 'public_ip', public: '203.0.113.7/32' }, updated_at: ago(6000) },
  {
    id: id(31),
    location: id(12),
    evidence: { kind: 'switch_port', chassis: '00:1b:21:aa:bb:cc', ports: { prefix: 'Gi1/0/', numbers: { from: 1, to: 24 } } },
    updated_at: ago(9000),
  },
];

export function proposal(number: number, change: Partial<ProposalDetail> = {}): ProposalDetail {
  return {
    id: id(number),
    report: id(number + 500),
    reporter: id(2),
    reporter_name: 'Dana Okafor',
    made_at: ago(number),
    site: LEEDS,
    request: { kind: 'create', parent: id(11), name: `Proposed room ${number}`, address: mill },
    place: { place: { at: 'proposed', proposal: id(number) }, label: `Proposed room ${number}`, address: mill, lines: ['12 Mill Lane', 'Leeds', 'LS1 4DY'] },
    version: 1,
    state: 'pending',
    network_key: 'gw 00:1b:21:3c:4d:5e 10.4.7.1 10.4.7.0/24',
    evidence,
    reporters: 3,
    siblings: [],
    conflicts: [],
    suggested_rules: [
      { kind: 'switch_port', chassis: '00:1b:21:aa:bb:cc', ports: { prefix: 'Gi1/0/12' } },
      { kind: 'gateway_mac', mac: '00:1b:21:3c:4d:5e' },
      { kind: 'public_ip', public: '203.0.113.7/32' },
    ],
    ...change,
  } as ProposalDetail;
}

export const personal: PersonalLocation[] = [
  {
    id: id(40),
    name: 'Home',
    address: { country: 'GB', hno: '7', rd: 'Cardigan Road', a3: 'Leeds', pc: 'LS6 3AG' },
    lines: ['7 Cardigan Road', 'Leeds', 'LS6 3AG'],
    networks: 1,
    version: 1,
    updated_at: ago(9000),
  },
];

export const devices: Device[] = [
  {
    id: id(50),
    name: 'Ada’s laptop',
    signed_in_at: ago(60 * 24 * 20),
    last_seen_at: ago(3),
    location: {
      stay: id(51),
      network_key: 'gw 00:1b:21:3c:4d:5e 10.4.7.1 10.4.7.0/24',
      evidence,
      identified_at: ago(30),
      encounter: { encounter: 'settled', place: { at: 'company', location: id(12) }, report: id(52), at: ago(60 * 24 * 2) },
      places: [{ place: { at: 'company', location: id(12) }, label: 'Leeds, 4th floor', address: mill, lines: ['12 Mill Lane'] }],
      dispatch: {
        location: { rung: 'confirmed_location', label: 'Mill House, 4th floor', address: { ...mill, flr: '4' }, since: ago(60 * 24 * 2) },
        next: { rung: 'site_default', label: 'Leeds', address: mill },
        skipped: [],
      },
    },
  },
  {
    id: id(53),
    name: 'Tablet of the Wolfeschlegelsteinhausenbergerdorff conference room on the fourteenth floor',
    signed_in_at: ago(60 * 24 * 90),
    last_seen_at: ago(60 * 24),
  },
];

export const users: User[] = [
  { id: id(1), name: 'Ada Whitfield', email: 'ada@harrier.example', site: LEEDS, roles: me.roles, licensed: true, active: true, version: 1 },
  { id: id(2), name: 'Dana Okafor', email: 'dana@harrier.example', site: LEEDS, roles: { safety_team: true }, licensed: true, active: true, version: 1 },
  { id: id(3), name: LONG_NAME, email: 'hubert@harrier.example', site: AUSTIN, roles: {}, licensed: false, active: false, version: 4 },
];

export const sites: Site[] = [
  { id: LEEDS, name: 'Leeds', root: id(10), address: mill, policy: {}, effective: policy, callback_number: '+441134960100', version: 1 },
  { id: AUSTIN, name: 'Austin', root: id(20), address: congress, policy: { bootstrap: false }, effective: { ...policy, bootstrap: false }, version: 3 },
];

export const accountPolicy: AccountPolicy = {
  account: 'Harrier & Finch Ltd',
  policy,
  proposal_recipients: ['facilities@harrier.example'],
  emergency: { numbers: ['000', '112', '911', '999'], test: '933' },
  version: 7,
};

export const audit: AuditEntry[] = [
  { seq: 2, at: ago(5), actor: id(1), actor_name: 'Ada Whitfield', action: 'proposal.approved', subject: `proposal:${id(100)}`, summary: 'Approved a proposal of Dana Okafor' },
  { seq: 1, at: ago(500), action: 'account.created', subject: 'account', summary: 'Made up the organisation Harrier & Finch' },
];
