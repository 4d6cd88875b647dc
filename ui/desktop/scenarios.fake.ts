import { delegationsOf, longDelegations } from './delegations.fake';
import { busyLines, longLines, quietLines, ringingLine } from './lines.fake';
import type { Device, LocationView, NamedPlace, PersonalLocation, Prompt, Proposal, ReportView, View } from './types';

// Views to look at and to test with, for development and tests only.

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const DAY = 24 * 60;
const id = (number: number) => `0192f0c1-0000-7000-8000-${String(number).padStart(12, '0')}`;

const leedsAddress = { country: 'GB', flr: '4th floor', hno: '12', rd: 'Mill Lane', a3: 'Leeds', pc: 'LS1 4AP' };

/** A floor of the organisation. */
export const leeds: NamedPlace = {
  place: { at: 'company', location: id(11) },
  label: 'Leeds office, 4th floor',
  address: leedsAddress,
  lines: ['4th floor', '12 Mill Lane', 'Leeds', 'LS1 4AP'],
};

/** The floor above it. */
export const leedsFifth: NamedPlace = {
  place: { at: 'company', location: id(12) },
  label: 'Leeds office, 5th floor',
  address: { ...leedsAddress, flr: '5th floor' },
  lines: ['5th floor', '12 Mill Lane', 'Leeds', 'LS1 4AP'],
};

/** Addresses of the person's own. */
export const home: PersonalLocation = {
  id: id(21),
  name: 'Home',
  address: { country: 'GB', hno: '3', rd: 'Chapel Terrace', a3: 'Headingley', pc: 'LS6 3JN' },
  lines: ['3 Chapel Terrace', 'Headingley', 'LS6 3JN'],
  networks: 2,
  version: 3,
  updated_at: minutesAgo(40 * DAY),
};
const hotel: PersonalLocation = {
  id: id(22),
  name: 'Hotel Adler, Hamburg',
  address: { country: 'DE', rd: 'Speersort', hno: '4', pc: '20095', a3: 'Hamburg', room: '217' },
  lines: ['Room 217', 'Speersort 4', '20095 Hamburg'],
  networks: 1,
  version: 1,
  updated_at: minutesAgo(9 * DAY),
};

const personalPlace = ({ id: personal, name, address, lines }: PersonalLocation): NamedPlace => ({
  place: { at: 'personal', personal },
  label: name,
  address,
  lines,
});

const policy = {
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

const KEY = 'gw 00:1b:21:3c:4d:5e 10.4.0.1 10.4.0.0/22';

const evidence: NonNullable<View['here']>['evidence'] = {
  network: {
    interface: 'wlan0',
    medium: 'wifi',
    mac: '3c:22:fb:10:20:30',
    addresses: ['10.4.1.27/22', '2001:db8:4::27/64'],
    gateway: { ip: '10.4.0.1', mac: '00:1b:21:3c:4d:5e', subnet: '10.4.0.0/22' },
    wifi: { ssid: 'Northwind-Staff', bssid: '00:1b:21:90:aa:04' },
    dns_suffixes: ['leeds.northwind.example'],
    behind_tunnel: false,
    other_uplinks: [{ interface: 'eth0', medium: 'wired' }],
  },
  public_ip: { ip: '203.0.113.7', through_tunnel: false },
};

const matched: NonNullable<NonNullable<View['here']>['matched']> = {
  location: id(11),
  rule: id(31),
  rank: 'bssid',
  evidence: { kind: 'bssid', bssid: '00:1b:21:90:aa:04', prefix_bits: 48 },
  updated_at: minutesAgo(95 * DAY),
};

/** The person who is signed in. */
export const me: NonNullable<View['me']> = {
  id: id(1),
  name: 'Dana Whitfield',
  email: 'dana@northwind.example',
  site: id(2),
  site_name: 'Leeds',
  account: 'Northwind Ltd',
  site_address: { country: 'GB', hno: '12', rd: 'Mill Lane', a3: 'Leeds', pc: 'LS1 4AP' },
  roles: { safety_team: false },
  licensed: true,
  policy,
  call_settings: { settings: { do_not_disturb: false, withhold_number: false, forwarding: { after_seconds: 30, then: { kind: 'busy' } } }, version: 1 },
  extension: '4021',
  numbers: ['+441134960021'],
  delegation_locked: false,
  default_address: id(21),
};

const siteDefault = { rung: 'site_default' as const, label: 'Leeds', address: me.site_address };
const defaultAddress = { rung: 'default_address' as const, label: 'Home', address: home.address };

const PIDF = `<?xml version="1.0" encoding="UTF-8"?>
<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="pres:0192f0c1@phones.northwind.example">
  <dm:device id="telephone"><gp:geopriv><gp:location-info><ca:civicAddress>
    <ca:country>GB</ca:country><ca:A3>Leeds</ca:A3><ca:RD>Mill Lane</ca:RD><ca:HNO>12</ca:HNO><ca:FLR>4</ca:FLR>
  </ca:civicAddress></gp:location-info></gp:geopriv></dm:device>
</presence>`;

const emergencyCalls: View['emergency_calls'] = [
  {
    id: id(91),
    is_test: false,
    is_alert: true,
    at: minutesAgo(1),
    dialled: '112',
    caller: 'Tom Aldous',
    callback: '+441134960142',
    site_name: 'Leeds',
    dispatch: { location: { rung: 'confirmed_location', label: leeds.label, address: leeds.address, since: minutesAgo(DAY) }, skipped: [] },
    lines: leeds.lines,
    document: PIDF,
    progress: { state: 'answered', at: minutesAgo(1) },
  },
  {
    id: id(92),
    is_test: false,
    is_alert: true,
    at: minutesAgo(DAY),
    dialled: '999',
    caller: '',
    callback: '',
    dispatch: { skipped: [{ rung: 'confirmed_location', reason: 'nothing_said' }, { rung: 'pending_report', reason: 'nothing_said' }, { rung: 'automatic_wiremap', reason: 'nothing_matched' }, { rung: 'default_address', reason: 'nothing_said' }, { rung: 'site_default', reason: 'nothing_said' }] },
    lines: [],
    progress: { state: 'failed', at: minutesAgo(DAY) },
    acknowledged: { by: me.id, name: me.name, at: minutesAgo(DAY) },
  },
  {
    id: id(93),
    is_test: true,
    is_alert: false,
    at: minutesAgo(2 * DAY),
    dialled: '933',
    caller: me.name,
    callback: '+441134960021',
    site_name: 'Leeds',
    dispatch: { location: siteDefault, skipped: [{ rung: 'confirmed_location', reason: 'nothing_said' }, { rung: 'pending_report', reason: 'nothing_said' }, { rung: 'automatic_wiremap', reason: 'nothing_matched' }, { rung: 'default_address', reason: 'nothing_said' }] },
    lines: ['12 Mill Lane', 'Leeds', 'LS1 4AP'],
    document: PIDF,
    progress: { state: 'tested' },
  },
];

const settled: View = {
  step: { step: 'ready' },
  server: 'https://phones.northwind.example',
  connection: { state: 'online' },
  keychain: 'ready',
  permission: { state: 'granted' },
  me,
  device: id(61),
  status: 'settled',
  dispatch: {
    location: { rung: 'confirmed_location', label: leeds.label, address: leeds.address, since: minutesAgo(2 * DAY) },
    next: defaultAddress,
    skipped: [],
  },
  dispatch_lines: leeds.lines,
  next_lines: home.lines,
  here: { network_key: KEY, name: 'Northwind-Staff', evidence, matched, place: leeds, portable: false, lacking: [] },
  prompt: null,
  outbox: [],
  personal_locations: [home, hotel],
  recent: [personalPlace(home), leeds, personalPlace(hotel)],
  proposals: [],
  lines: [],
  emergency_calls: [],
  desk_phones: [],
  chosen_phone: null,
  delegations: [],
  settings: { start_at_login: true, notifications: true, theme: 'system' },
};

const ask = (question: Prompt['question'], changes: Partial<Prompt> = {}): Prompt => ({
  network_key: KEY,
  network_name: 'Northwind-Staff',
  question,
  snoozed_until: null,
  snoozed_until_move: false,
  company_allowed: true,
  personal_allowed: true,
  ...changes,
});

const onDefault: Pick<View, 'dispatch' | 'dispatch_lines' | 'next_lines'> = {
  dispatch: { location: defaultAddress, next: siteDefault, skipped: [{ rung: 'confirmed_location', reason: 'nothing_said' }, { rung: 'pending_report', reason: 'nothing_said' }, { rung: 'automatic_wiremap', reason: 'nothing_matched' }] },
  dispatch_lines: home.lines,
  next_lines: ['12 Mill Lane', 'Leeds', 'LS1 4AP'],
};

const unknownHere = { ...settled.here, name: 'FRITZ!Box 7590', matched: null, place: null } as NonNullable<View['here']>;

const adding: View = {
  ...settled,
  ...onDefault,
  status: 'add',
  here: { ...unknownHere, lacking: ['The switch port: no LLDP announcement was heard on this cable.'] },
  prompt: ask({ ask: 'add' }, { network_name: 'FRITZ!Box 7590' }),
};

const confirming: View = {
  ...settled,
  ...onDefault,
  status: 'confirm',
  here: { ...settled.here, place: null } as NonNullable<View['here']>,
  prompt: ask({ ask: 'confirm', place: leeds }),
};

const nothing: Partial<View> = {
  dispatch: {
    skipped: [{ rung: 'confirmed_location', reason: 'nothing_said' }, { rung: 'pending_report', reason: 'nothing_said' }, { rung: 'automatic_wiremap', reason: 'nothing_matched' }, { rung: 'default_address', reason: 'nothing_said' }, { rung: 'site_default', reason: 'nothing_said' }],
  },
  dispatch_lines: [],
  next_lines: [],
};

const firstRun: View = {
  ...settled,
  ...(nothing as Pick<View, 'dispatch' | 'dispatch_lines' | 'next_lines'>),
  step: { step: 'choose_server' },
  server: null,
  connection: { state: 'idle' },
  permission: { state: 'not_asked' },
  me: null,
  device: null,
  status: 'unavailable',
  here: null,
  personal_locations: [],
  recent: [],
};

const LONG = 'Wolfeschlegelsteinhausenbergerdorff';
const longPlace: NamedPlace = {
  place: { at: 'company', location: id(13) },
  label: `${LONG} Verwaltungsgebäude Nordwest, 14. Obergeschoss, Besprechungszone ${LONG}`,
  address: { country: 'DE', rd: `${LONG}-Straße`, hno: '128a', pc: '21129', a3: 'Hamburg-Finkenwerder', flr: '14. Obergeschoss' },
  lines: ['14. Obergeschoss, Besprechungszone', `${LONG}-Straße 128a`, '21129 Hamburg-Finkenwerder'],
};

const proposal: Proposal = {
  id: id(41),
  report: id(52),
  reporter: me.id,
  reporter_name: me.name,
  made_at: minutesAgo(30),
  site: me.site,
  request: { kind: 'bind', location: id(12) },
  place: { ...leedsFifth, place: { at: 'proposed', proposal: id(41) } },
  version: 1,
  state: 'pending',
};

const pending: View = {
  ...settled,
  dispatch: {
    location: { rung: 'pending_report', label: leedsFifth.label, address: leedsFifth.address, since: minutesAgo(30) },
    next: defaultAddress,
    skipped: [{ rung: 'confirmed_location', reason: 'awaits_approval' }],
  },
  dispatch_lines: leedsFifth.lines,
  here: { ...settled.here, matched: null, place: proposal.place } as NonNullable<View['here']>,
  proposals: [proposal],
};

const delegating: View = { ...settled, delegations: delegationsOf(me) };

const onLines: View = { ...settled, ...busyLines(me) };

const waiting = { report: id(51), at: minutesAgo(4), place: personalPlace(hotel), network_name: 'Adler-Guest', refused: null };

const rejected: Proposal = {
  ...proposal,
  state: 'rejected',
  by: id(3),
  at: minutesAgo(5),
  reason: 'That access point is in the car park.',
  decided_by_name: 'Imogen Harrier',
};

/** Every state that a window can be in, by name. */
export const scenarios = {
  settled,
  confirm: confirming,
  choose: { ...confirming, prompt: ask({ ask: 'choose', places: [leeds, leedsFifth] }) },
  add: adding,
  change: { ...settled, prompt: ask({ ask: 'change', place: leeds }) },
  add_empty: { ...adding, personal_locations: [], recent: [], me: { ...me, default_address: null } },
  add_personal_only: { ...adding, prompt: ask({ ask: 'add' }, { company_allowed: false }) },
  add_company_only: { ...adding, prompt: ask({ ask: 'add' }, { personal_allowed: false }) },
  add_forbidden: { ...adding, prompt: ask({ ask: 'add' }, { company_allowed: false, personal_allowed: false }) },
  add_offline: {
    ...adding,
    connection: { state: 'offline', since: minutesAgo(26), reason: 'The server does not answer.' },
  },
  snoozed: { ...adding, prompt: ask({ ask: 'add' }, { snoozed_until: minutesAgo(-12) }) },
  snoozed_move: { ...adding, prompt: ask({ ask: 'add' }, { snoozed_until_move: true }) },
  pending,
  rejected: { ...adding, here: settled.here ?? null, prompt: ask({ ask: 'add' }), proposals: [rejected] },
  site_default: {
    ...settled,
    status: 'unavailable',
    here: null,
    dispatch: { location: siteDefault, skipped: [{ rung: 'confirmed_location', reason: 'nothing_said' }, { rung: 'pending_report', reason: 'nothing_said' }, { rung: 'automatic_wiremap', reason: 'nothing_matched' }, { rung: 'default_address', reason: 'nothing_said' }] },
    dispatch_lines: ['12 Mill Lane', 'Leeds', 'LS1 4AP'],
    next_lines: [],
    me: { ...me, default_address: null },
  },
  unknown: { ...adding, ...nothing, me: { ...me, default_address: null }, prompt: null, status: 'unavailable', here: null },
  unknown_asked: { ...adding, ...nothing },
  offline: {
    ...settled,
    connection: { state: 'offline', since: minutesAgo(26), reason: 'The server does not answer.' },
    outbox: [waiting],
  },
  refused: {
    ...settled,
    outbox: [{ ...waiting, refused: 'Your organisation switched personal locations off since you chose this one.' }],
  },
  signed_out: { ...settled, connection: { state: 'signed_out' } },
  keychain_locked: { ...settled, keychain: 'locked' },
  keychain_missing: { ...settled, keychain: 'missing' },
  nomadic_off: { ...settled, ...onDefault, status: 'unavailable', me: { ...me, policy: { ...policy, nomadic: false } } },
  permission_denied: { ...settled, permission: { state: 'denied' } },
  no_addresses: { ...settled, personal_locations: [], recent: [] },
  long_names: {
    ...confirming,
    me: { ...me, name: `Hubert Blaine ${LONG} Sr.` },
    prompt: ask({ ask: 'confirm', place: longPlace }, { network_name: `${LONG}-Gäste-WLAN-5GHz` }),
    dispatch_lines: longPlace.lines,
    here: { ...settled.here, name: `${LONG}-Gäste-WLAN-5GHz` } as NonNullable<View['here']>,
    outbox: [{ ...waiting, place: longPlace }],
    personal_locations: [{ ...home, name: `${LONG} Ferienwohnung`, lines: longPlace.lines }],
  },
  delegation: delegating,
  delegation_locked: { ...delegating, me: { ...me, delegation_locked: true } },
  delegation_offline: {
    ...delegating,
    connection: { state: 'offline', since: minutesAgo(26), reason: 'The server does not answer.' },
  },
  delegation_off: { ...delegating, me: { ...me, policy: { ...policy, delegation: false } }, delegations: delegationsOf(me, 'policy_off') },
  delegation_unlicensed: { ...settled, me: { ...me, licensed: false, numbers: [] } },
  delegation_full: { ...delegating, me: { ...me, policy: { ...policy, max_delegates: 3 } } },
  delegation_long: { ...settled, delegations: longDelegations(me) },
  alerted: { ...settled, me: { ...me, roles: { safety_team: true } }, emergency_calls: emergencyCalls },
  emergency_tested: { ...settled, emergency_calls: emergencyCalls.filter((call) => call.is_test) },
  lines: onLines,
  lines_ringing: { ...settled, ...ringingLine(me) },
  lines_quiet: { ...settled, ...quietLines(me) },
  lines_choosing_phone: { ...onLines, chosen_phone: null },
  lines_no_phone: { ...onLines, desk_phones: [], chosen_phone: null },
  lines_empty: { ...settled, lines: [], desk_phones: [], chosen_phone: null },
  lines_loading: { ...settled, connection: { state: 'connecting' }, lines: [], desk_phones: [], chosen_phone: null },
  lines_offline: {
    ...settled,
    ...quietLines(me),
    connection: { state: 'offline', since: minutesAgo(26), reason: 'The server does not answer.' },
  },
  lines_switch_gone: {
    ...onLines,
    lines: quietLines(me).lines.map((line) => ({ ...line, switch_there: false, place_refused: { reason: 'switch_gone' as const } })),
  },
  lines_suspended: { ...onLines, lines: quietLines(me).lines.map((line) => ({ ...line, suspended: line.delegator !== me.id, place_refused: { reason: 'suspended' as const } })) },
  lines_long: { ...settled, ...longLines() },
  choose_server: firstRun,
  sign_in: { ...firstRun, step: { step: 'sign_in' }, server: 'https://phones.northwind.example' },
  sign_in_locked: {
    ...firstRun,
    step: { step: 'sign_in' },
    server: 'https://phones.northwind.example',
    keychain: 'locked',
  },
  signing_in: {
    ...firstRun,
    step: {
      step: 'signing_in',
      url: 'https://phones.northwind.example/oauth/authorize?response_type=code&client_id=roamline-desktop&state=4fK9',
    },
  },
  permission: { ...firstRun, step: { step: 'permission' }, me },
  permission_asking: { ...firstRun, step: { step: 'permission' }, me, permission: { state: 'asking' } },
  permission_granted: { ...firstRun, step: { step: 'permission' }, me, permission: { state: 'granted' } },
  permission_refused: { ...firstRun, step: { step: 'permission' }, me, permission: { state: 'denied' } },
  permission_unavailable: {
    ...firstRun,
    step: { step: 'permission' },
    me,
    permission: { state: 'unavailable', reason: 'No location service of this system answered.' },
  },
} satisfies Record<string, View>;

/** Name of a scenario. */
export type Scenario = keyof typeof scenarios;

const location = (number: number, kind: LocationView['kind'], path: string[], place: NamedPlace): LocationView => ({
  id: id(number),
  site: me.site,
  kind,
  name: path.at(-1) ?? '',
  address: place.address,
  emergency_address: place.address,
  public_ip_is_enough: false,
  version: 1,
  updated_at: minutesAgo(95 * DAY),
  path,
  lines: place.lines,
  rule_count: 2,
});

/** Company locations for the search to find. */
export const companyLocations: LocationView[] = [
  location(10, 'site', ['Leeds office'], { ...leeds, lines: ['12 Mill Lane', 'Leeds', 'LS1 4AP'] }),
  location(11, 'floor', ['Leeds office', '4th floor'], leeds),
  location(12, 'floor', ['Leeds office', '5th floor'], leedsFifth),
];

const reported = (number: number, minutes: number, place: NamedPlace | null, choice: ReportView['report']['choice']): ReportView => ({
  report: { id: id(number), stay: id(number + 100), at: minutesAgo(minutes), network: evidence.network, choice, portable: false },
  device: id(61),
  device_name: 'dana-laptop',
  network_key: KEY,
  evidence,
  received_at: minutesAgo(minutes - 1),
  place,
});

/** Reports that were delivered, with every outcome. */
export const reports: ReportView[] = [
  {
    ...reported(52, 30, proposal.place, { kind: 'bind_company_location', proposal: id(41), location: id(12) }),
    proposal: { state: 'pending' },
  },
  reported(53, 2 * DAY, leeds, { kind: 'confirm', location: id(11) }),
  {
    ...reported(54, 5 * DAY, leedsFifth, { kind: 'bind_company_location', proposal: id(42), location: id(12) }),
    proposal: { state: 'approved', by: id(3), at: minutesAgo(4 * DAY), location: id(12), created: false, rules: [id(32)] },
  },
  {
    ...reported(55, 8 * DAY, leedsFifth, { kind: 'bind_company_location', proposal: id(43), location: id(12) }),
    proposal: { state: 'rejected', by: id(3), at: minutesAgo(7 * DAY), reason: 'That access point is in the car park.' },
  },
  reported(56, 60 * DAY, null, { kind: 'saved_personal_location', personal: id(29) }),
];

/** Devices of the person. */
export const devices: Device[] = [
  { id: id(61), name: 'dana-laptop', signed_in_at: minutesAgo(90 * DAY), last_seen_at: minutesAgo(3) },
  { id: id(62), name: 'dana-workshop-pc', signed_in_at: minutesAgo(200 * DAY), last_seen_at: minutesAgo(21 * DAY) },
];
