import type {
  CommonAreaPhone,
  Delegation,
  DelegationState,
  DeskPhone,
  ImportOutcome,
  Line,
  LineSettings,
  MonitoringGroup,
  PhoneKeys,
  PhoneNumber,
  PhoneServer,
  SharedLines,
  Terms,
} from '../api/types';
import { ago, AUSTIN, id, LEEDS, LONG_NAME, me } from './data';

/** Everything that there is to hold. */
export const everything: Terms = { privileges: { place_calls: true, answer_calls: true, pick_up_held: true, lock_calls: true } };

/** People of the tests, as sides of a delegation. */
export const ada = { user: me.id, name: me.name, extension: '201', site: LEEDS, site_name: 'Leeds', numbers: ['+441134960001'], locked: false };
export const dana = { who: { kind: 'user' as const, id: id(2) }, name: 'Dana Okafor', extension: '202', site: LEEDS, site_name: 'Leeds' };
export const hubert = { who: { kind: 'user' as const, id: id(3) }, name: LONG_NAME, site: AUSTIN, site_name: 'Austin' };
export const reception = { who: { kind: 'phone' as const, id: id(60) }, name: 'Reception', extension: '100', site: LEEDS, site_name: 'Leeds' };
export const priya = { user: id(4), name: 'Priya Shah', extension: '204', site: LEEDS, site_name: 'Leeds', numbers: ['+441134960004'], locked: false };

/** A delegation in any state. */
export function delegation(number: number, change: Partial<Delegation> & DelegationState): Delegation {
  return {
    id: id(number),
    delegator: ada,
    delegate: dana,
    made_by: me.id,
    made_by_name: me.name,
    terms: everything,
    rings: true,
    version: 1,
    ...change,
  } as Delegation;
}

export const active = delegation(70, { state: 'active', since: ago(9000) });
export const invited = delegation(71, { state: 'invited', at: ago(30), delegate: hubert });
export const declined = delegation(72, { state: 'declined', at: ago(50), delegate: { ...dana, who: { kind: 'user', id: id(5) }, name: 'Sam Okafor' } });
export const request = delegation(73, {
  state: 'invited',
  at: ago(5),
  delegator: priya,
  delegate: { ...dana, who: { kind: 'user', id: me.id }, name: me.name },
  made_by: priya.user,
  made_by_name: priya.name,
});
export const held = delegation(74, {
  state: 'active',
  since: ago(8000),
  delegator: { ...priya, user: id(6), name: 'Tom Aldous' },
  delegate: { ...dana, who: { kind: 'user', id: me.id }, name: me.name },
  terms: {
    privileges: { place_calls: false, answer_calls: true, pick_up_held: false, lock_calls: false },
    schedule: { time_zone: 'Europe/London', hours: [{ days: ['monday', 'tuesday'], from: '09:00:00', to: '17:00:00' }] },
  },
});
/** Asks for the common area phone. */
export const asksReception = delegation(75, { state: 'invited', at: ago(5), delegator: priya, delegate: reception, made_by: priya.user, made_by_name: priya.name });

export const phones: CommonAreaPhone[] = [
  { id: id(60), name: 'Reception', site: LEEDS, site_name: 'Leeds', extension: '100', mac: '00:1b:21:a7:00:01', numbers: ['+441134960100'], version: 3 },
  { id: id(61), name: `Conference room ${LONG_NAME}`, site: AUSTIN, site_name: 'Austin', mac: '00:1b:21:a7:00:02', numbers: [], version: 1 },
];

/** Two of the reader's and one of the reception's. */
export const deskPhones: DeskPhone[] = [
  {
    id: id(90),
    owner: { kind: 'user', id: me.id },
    name: 'Desk',
    username: 'ada-4h9x',
    rings: true,
    places: [{ address: '192.0.2.17:5060', encrypted: true, software: 'baresip v1.0.0', since: ago(90) }],
    version: 3,
  },
  { id: id(91), owner: { kind: 'user', id: me.id }, name: `Kitchen of ${LONG_NAME}`, username: 'ada-p2m7', rings: false, places: [], version: 1 },
  { id: id(92), owner: { kind: 'phone', id: id(60) }, name: 'Wall', username: 'reception-b3n6', rings: true, places: [], version: 1 },
];

export const servers: PhoneServer[] = [
  { transport: 'tls', address: '192.0.2.1:5061' },
  { transport: 'tcp', address: '192.0.2.1:5060' },
  { transport: 'udp', address: '192.0.2.1:5060' },
];

export const line: LineSettings = {
  id: id(95),
  number: '+441134960001',
  shown: '+44 113 496 0001',
  forwarding: { settings: { after_seconds: 30, then: { kind: 'voicemail', number: '+441134960099' } }, own: true, version: 4 },
};

/** The same line as its delegator sees it. */
export const ownLine: Line = {
  ...line,
  delegator: me.id,
  delegator_name: me.name,
  suspended: false,
  switch_there: true,
  not_disturbed: [],
  calls: [],
  people: [],
};

/** Of the reader, who acts on two more lines. */
const keyLines = [
  { line: line.id, number: line.number, shown: line.shown, delegator: me.id, delegator_name: me.name },
  { line: id(96), number: '+441134960004', shown: '+44 113 496 0004', delegator: id(4), delegator_name: 'Priya Shah' },
  { line: id(97), number: '+15125550117', shown: '+1 512-555-0117', delegator: id(3), delegator_name: LONG_NAME },
];

/** As they follow the lines by themselves. */
export const phoneKeys: PhoneKeys = {
  keys: keyLines.map(({ line: which }) => ({ line: which, label: '' })),
  by_hand: false,
  lines: keyLines,
  version: 1,
};

export const numbers: PhoneNumber[] = [
  { number: '+441134960001', shown: '+44 113 496 0001', assignee: { who: { kind: 'user', id: me.id }, name: me.name }, version: 2 },
  { number: '+441134960100', shown: '+44 113 496 0100', assignee: { who: { kind: 'phone', id: id(60) }, name: 'Reception' }, version: 2 },
  { number: '+441134960009', shown: '+44 113 496 0009', version: 1 },
];

export const groups: MonitoringGroup[] = [
  {
    id: id(80),
    name: 'Service desk leads',
    members: [{ user: id(2), name: 'Dana Okafor' }],
    settings: { listen: true, whisper: true, barge: false, take_over: false, announce: true },
    supervises: 2,
    version: 4,
  },
];

const brief = ({ id: which, terms, state }: Delegation, other: { who: SharedLines['who']; name: string }) => ({
  id: which,
  who: other.who,
  name: other.name,
  active: state === 'active',
  suspended: false,
  privileges: terms.privileges,
});

export const sharedLines: SharedLines[] = [
  {
    who: { kind: 'user', id: me.id },
    name: me.name,
    extension: '201',
    site: LEEDS,
    site_name: 'Leeds',
    numbers: ['+441134960001'],
    delegates: [brief(active, dana), brief(invited, hubert)],
    delegators: [brief(held, { who: { kind: 'user', id: id(6) }, name: 'Tom Aldous' })],
    locked: true,
  },
  { ...reception, numbers: [], delegates: [], delegators: [brief(asksReception, { who: { kind: 'user', id: id(4) }, name: 'Priya Shah' })], locked: false },
];

export const goodImport: ImportOutcome = {
  rows: [
    { line: 2, name: 'Nils Aagaard', email: 'nils@harrier.example', effect: 'create', problems: [] },
    { line: 3, name: 'Dana Okafor', email: 'dana@harrier.example', effect: 'change', problems: [] },
    { line: 4, name: 'Ada Whitfield', email: 'ada@harrier.example', effect: 'none', problems: [] },
  ],
  applied: false,
  passwords: [],
};

export const badImport: ImportOutcome = {
  rows: [
    ...goodImport.rows,
    { line: 5, name: '', email: 'nobody', effect: 'bad', problems: [{ field: 'email', message: 'Write an e-mail address.' }, { field: 'name', message: 'Write a name.' }] },
  ],
  applied: false,
  passwords: [],
};
