import type {
  Action,
  CallDetails,
  Credentials,
  DeskPhone,
  HistoryEntry,
  HistoryPage,
  Line,
  LineAction,
  LineCall,
  Member,
  Offer,
  Person,
  Refusal,
  View,
} from './types';

// Lines and phones to look at and to test with, for development and tests only.

type Me = NonNullable<View['me']>;

const secondsAgo = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
const HOUR = 3600;
const id = (number: number) => `0192f0c1-0000-7000-8000-${String(number).padStart(12, '0')}`;
const LONG = 'Wolfeschlegelsteinhausenbergerdorff';

const user = (number: number): Member => ({ kind: 'user', id: id(number) });
/** People who are on the lines. */
export const people = { dana: user(1), sam: user(101), ines: user(103), priya: user(102), reception: { kind: 'phone', id: id(151) } } satisfies Record<string, Member>;
const names: Person[] = [
  { who: people.dana, name: 'Dana Whitfield' },
  { who: people.sam, name: 'Sam Okafor' },
  { who: people.ines, name: 'Inès Moreau' },
  { who: people.priya, name: 'Priya Shah' },
  { who: people.reception, name: 'Reception desk' },
];

const all: readonly LineAction[] = ['answer', 'decline', 'hold', 'retrieve', 'lock', 'unlock', 'transfer', 'consult', 'complete_transfer', 'abort_transfer', 'hang_up'];

/** Offers that allow these actions; the rest is refused for the reason given, or because one is not on the call. */
export const offers = (allowed: readonly LineAction[], refused: Partial<Record<LineAction, Refusal>> = {}): Offer[] =>
  all.map((action) => (allowed.includes(action) ? { action } : { action, refused: refused[action] ?? { reason: 'not_on_call' } }));

/** A call as it rings with this person. */
export const details: CallDetails = {
  direction: 'incoming',
  other: { number: '+442079460018', name: 'Acme Catering' },
  began: secondsAgo(9),
  since: secondsAgo(9),
  rings_with_you: true,
  other_rings: false,
};

/** A call on a line; ringing with this person unless it is said otherwise. */
export function call(number: number, changes: Partial<Omit<LineCall, 'details'>> = {}, of: Partial<CallDetails> | null = {}): LineCall {
  return {
    number: number % 100,
    call: id(500 + number),
    version: 3,
    state: 'alerting',
    locked: false,
    offers: offers(['answer', 'decline']),
    ...changes,
    ...(of === null ? {} : { details: { ...details, ...of } }),
  };
}

const line = (number: number, owner: Member, name: string, e164: string, calls: LineCall[], changes: Partial<Line> = {}): Line => ({
  id: id(number),
  number: e164,
  shown: e164,
  delegator: owner.id,
  delegator_name: name,
  suspended: false,
  switch_there: true,
  not_disturbed: [],
  calls,
  people: names,
  ...changes,
});

/** Calls in the states that they can be in. */
export const calls = {
  ringing: call(1),
  missesPrivilege: call(2, { offers: offers([], { answer: { reason: 'needs_privilege', privilege: 'answer_calls' } }) }, { rings_with_you: false, other: {} }),
  talking: call(
    3,
    { state: 'active', holder: people.dana, offers: offers(['hold', 'lock', 'transfer', 'consult', 'hang_up']) },
    { rings_with_you: false, since: secondsAgo(754), answered: secondsAgo(754), your_phone: id(71), other: { number: '+441134960777', name: 'Brindle & Co Solicitors' } },
  ),
  heldBySam: call(
    4,
    { state: 'held', holder: people.sam, offers: offers(['retrieve']) },
    { rings_with_you: false, since: secondsAgo(42), answered: secondsAgo(300), other: { number: '+13125550142' } },
  ),
  heldForbidden: call(
    5,
    { state: 'held', holder: people.ines, offers: offers([], { retrieve: { reason: 'needs_privilege', privilege: 'pick_up_held' } }) },
    { rings_with_you: false, since: secondsAgo(95), other: { number: '+33155501234', name: 'Studio Lefèvre' } },
  ),
  locked: call(6, { state: 'active', locked: true, holder: people.priya, offers: offers([], { retrieve: { reason: 'locked', by: people.priya } }) }, null),
  consulting: call(
    7,
    { state: 'held', holder: people.dana, locked: true, offers: offers(['complete_transfer', 'abort_transfer', 'unlock', 'hang_up'], { retrieve: { reason: 'underway' } }) },
    { rings_with_you: false, since: secondsAgo(15), your_phone: id(71), underway: { kind: 'consultation', to: '4022', answered: true } },
  ),
  placing: call(
    8,
    { holder: people.sam, offers: offers([]) },
    { direction: 'placed', placed_by: people.sam, rings_with_you: false, other_rings: true, since: secondsAgo(4), other: { number: '+493055501000' } },
  ),
} satisfies Record<string, LineCall>;

/** Phones of the person: one that rings, one that is quiet, one that cannot be reached. */
export const phones: DeskPhone[] = [
  {
    id: id(71),
    owner: people.dana,
    name: 'Desk',
    username: 'dana-desk-7k2m',
    rings: true,
    places: [{ address: '192.0.2.4:5061', encrypted: true, software: 'baresip', since: secondsAgo(5 * HOUR) }],
    version: 2,
  },
  {
    id: id(72),
    owner: people.dana,
    name: 'Laptop',
    username: 'dana-laptop-p41x',
    rings: false,
    places: [{ address: '[2001:db8:4::27]:5060', encrypted: false, software: '', since: secondsAgo(600) }],
    version: 1,
  },
  { id: id(73), owner: people.dana, name: 'Workshop', username: 'dana-workshop-9bq3', rings: true, places: [], version: 1 },
];

const ownLine = (me: Me, found: LineCall[], changes: Partial<Line> = {}): Line =>
  line(401, { kind: 'user', id: me.id }, me.name, '+441134960021', found, {
    forwarding: { settings: { after_seconds: 25, then: { kind: 'voicemail', number: '+441134960099' } }, own: true, version: 4 },
    ...changes,
  });

/** What the view has of lines. */
export type LinesState = Required<Pick<View, 'lines' | 'desk_phones' | 'chosen_phone'>>;

/** Lines with something going on on each. */
export function busyLines(me: Me): LinesState {
  return {
    lines: [
      ownLine(me, [calls.talking, calls.heldBySam]),
      line(402, people.ines, 'Inès Moreau', '+441134960051', [calls.heldForbidden, calls.ringing, calls.consulting]),
      line(403, people.priya, 'Priya Shah', '+49308100440', [calls.missesPrivilege, calls.locked, calls.placing], {
        place_refused: { reason: 'needs_privilege', privilege: 'place_calls' },
      }),
    ],
    desk_phones: phones,
    chosen_phone: id(71),
  };
}

/** The same lines with nothing on them. */
export function quietLines(me: Me): LinesState {
  const busy = busyLines(me);
  return { ...busy, lines: busy.lines.map((of) => ({ ...of, calls: [] })) };
}

/** One call that rings with the person on the line of Inès Moreau. */
export function ringingLine(me: Me): LinesState {
  const busy = busyLines(me);
  return { ...busy, lines: [line(402, people.ines, 'Inès Moreau', '+441134960051', [calls.ringing])] };
}

/** Names that are longer than any layout expects. */
export function longLines(): LinesState {
  const name = `Hubert Blaine ${LONG} Sr.`;
  const other = { number: '+4930555010001234', name: `${LONG} Verwaltungsgesellschaft mbH & Co. KG` };
  const long = { ...calls.talking, offers: offers(['hold', 'lock', 'transfer', 'consult', 'hang_up']), details: { ...details, ...calls.talking.details, other, placed_by: people.sam, direction: 'placed' as const } };
  const ringing = { ...calls.ringing, details: { ...details, other } };
  return {
    lines: [line(404, people.ines, name, '+49308100440', [long, ringing], { people: names.map((of) => ({ ...of, name })) })],
    desk_phones: phones.map((phone) => ({ ...phone, name: `${LONG} ${phone.name}`, places: phone.places.map((place) => ({ ...place, software: `${LONG}Phone/4.2.1` })) })),
    chosen_phone: null,
  };
}

const entry = (number: number, changes: Partial<HistoryEntry>): HistoryEntry =>
  ({
    line: id(401),
    call: id(600 + number),
    direction: 'incoming',
    other: { number: '+442079460018', name: 'Acme Catering' },
    began: secondsAgo(number * HOUR),
    ended: secondsAgo(number * HOUR - 30),
    locked: false,
    steps: [],
    outcome: 'missed',
    ...changes,
  }) as HistoryEntry;

const at = secondsAgo(HOUR);
const history: HistoryEntry[] = [
  entry(1, { outcome: 'answered', encryption: { other: true, own: true }, answered: secondsAgo(HOUR - 8), ended: secondsAgo(HOUR - 245), steps: [{ at, by: people.sam, did: 'answered' }, { at, by: people.dana, did: 'picked_up' }] }),
  entry(2, { direction: 'placed', outcome: 'transferred', encryption: { other: false, own: true }, answered: secondsAgo(2 * HOUR), steps: [{ at, by: people.sam, did: 'placed' }, { at, by: people.sam, did: 'transferred', to: '4022' }], other: { number: '+493055501000' } }),
  entry(3, { outcome: 'redirected', to: '+441134960099', other: {} } as Partial<HistoryEntry>),
  entry(5, { outcome: 'answered', locked: true, other: {}, answered: secondsAgo(5 * HOUR - 5), steps: [{ at, by: people.priya, did: 'answered' }] }),
  entry(8, { direction: 'placed', outcome: 'not_reached', why: 'busy', steps: [{ at, by: people.dana, did: 'placed' }] } as Partial<HistoryEntry>),
  ...Array.from({ length: 30 }, (_, index) => entry(24 + index, { outcome: index % 3 === 0 ? 'declined' : 'missed' })),
];
const PAGE = 20;

/** A page of a line's history. */
export function historyBefore(before: string | null): HistoryPage {
  const first = before === null ? 0 : history.findIndex(({ began }) => began < before);
  const items = history.slice(first, first + PAGE);
  const last = items.at(-1);
  return { items, people: names, ...(last === undefined || first + PAGE >= history.length ? {} : { before: last.began }) };
}

/** What is typed into a new phone. */
export const credentialsOf = (phone: DeskPhone): Credentials => ({
  phone,
  password: 'tulip-harbour-4917-cedar',
  domain: 'phones.northwind.example',
  servers: [
    { transport: 'tls', address: 'phones.northwind.example:5061' },
    { transport: 'udp', address: 'phones.northwind.example:5060' },
  ],
});

function afterAct(of: LineCall, action: LineAction): LineCall | null {
  const since = new Date().toISOString();
  const talking: LineCall = { ...of, version: of.version + 1, state: 'active', holder: people.dana, offers: calls.talking.offers };
  if (of.details == null) return of;
  switch (action) {
    case 'answer':
    case 'retrieve':
    case 'abort_transfer':
      return { ...talking, details: { ...of.details, since, rings_with_you: false, underway: null } };
    case 'hold':
      return { ...of, version: of.version + 1, state: 'held', offers: offers(['retrieve', 'lock', 'hang_up']), details: { ...of.details, since } };
    case 'consult':
      return { ...calls.consulting, call: of.call, version: of.version + 1 };
    case 'lock':
    case 'unlock':
      return { ...of, version: of.version + 1, locked: action === 'lock', offers: offers(['hold', action === 'lock' ? 'unlock' : 'lock', 'transfer', 'consult', 'hang_up']) };
    case 'decline':
      return { ...of, version: of.version + 1, offers: offers(['answer']), details: { ...of.details, rings_with_you: false } };
    case 'hang_up':
    case 'transfer':
    case 'complete_transfer':
      return null;
  }
}

/** Follows what is done with lines and phones, so that the screen can be tried out by hand. */
export function followLines(action: Action, view: View): View | { done: 'credentials' } & Credentials | undefined {
  const { lines, desk_phones: known } = view;
  const onLine = (which: string, to: (of: Line) => Line): View => ({ ...view, lines: lines.map((of) => (of.id === which ? to(of) : of)) });
  if (action.action === 'call') {
    return onLine(action.line, (of) => ({ ...of, calls: of.calls.flatMap((one) => (one.call === action.call ? (afterAct(one, action.act.action) ?? []) : one)) }));
  }
  if (action.action === 'place_call') {
    return onLine(action.line, (of) => ({
      ...of,
      calls: [...of.calls, call(20 + of.calls.length, { holder: people.dana, offers: offers(['hang_up']) }, { direction: 'placed', placed_by: people.dana, rings_with_you: false, other: { number: action.to }, since: new Date().toISOString() })],
    }));
  }
  if (action.action === 'choose_phone') return { ...view, chosen_phone: action.phone ?? null };
  if (action.action === 'set_forwarding') return onLine(action.line, (of) => ({ ...of, forwarding: { settings: action.settings, own: true, version: action.version + 1 } }));
  if (action.action === 'follow_call_settings') {
    const followed = view.me?.call_settings.settings.forwarding;
    return followed === undefined ? undefined : onLine(action.line, (of) => ({ ...of, forwarding: { settings: followed, own: false, version: action.version + 1 } }));
  }
  if (action.action === 'set_call_settings' && view.me != null) {
    return { ...view, me: { ...view.me, call_settings: { settings: action.settings, version: action.version + 1 } } };
  }
  if (action.action === 'edit_desk_phone') return { ...view, desk_phones: known.map((of) => (of.id === action.phone ? { ...of, name: action.name, rings: action.rings, version: of.version + 1 } : of)) };
  if (action.action === 'remove_desk_phone') return { ...view, desk_phones: known.filter((of) => of.id !== action.phone) };
  if (action.action === 'new_desk_phone_password') {
    const found = known.find((of) => of.id === action.phone);
    return found === undefined ? undefined : { done: 'credentials', ...credentialsOf(found) };
  }
  if (action.action === 'add_desk_phone') return { done: 'credentials', ...credentialsOf({ id: id(79), owner: people.dana, name: action.name, username: 'dana-new-3c8t', rings: true, places: [], version: 1 }) };
  return undefined;
}
