import { ownTimeZone } from '@shared/features/delegation/schedule';
import { endOfDay } from '@shared/features/delegation/until';
import type { Action, Delegation, DirectoryEntry, View } from './types';

// Delegations to look at and to test with, for development and tests only.

type Me = NonNullable<View['me']>;
type Person = DirectoryEntry;

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const DAY = 24 * 60;
const id = (number: number) => `0192f0c1-0000-7000-8000-${String(number).padStart(12, '0')}`;
const LONG = 'Wolfeschlegelsteinhausenbergerdorff';

const leeds = { site: id(2), site_name: 'Leeds' };
const berlin = { site: id(4), site_name: 'Berlin' };
const person = (number: number, name: string, extension: string, site: { site: string; site_name: string } = leeds): Person => ({
  who: { kind: 'user', id: id(number) },
  name,
  extension,
  ...site,
});

const sam = person(101, 'Sam Okafor', '4022');
const priya = person(102, 'Priya Shah', '4040', berlin);
const ines = person(103, 'Inès Moreau', '4051');
const tomasz = person(104, 'Tomasz Zieliński', '4060');
const reception: Person = { who: { kind: 'phone', id: id(151) }, name: 'Reception desk', extension: '4000', ...leeds };

/** Everybody who could be asked, and who could not. */
export const directory: DirectoryEntry[] = [
  ines,
  reception,
  { ...sam, hindrance: 'Sam Okafor acts on your lines already.' },
  priya,
  tomasz,
  { ...person(105, 'Zoë Brandt', '4070', berlin), hindrance: 'Zoë Brandt has no phone licence.' },
  ...Array.from({ length: 30 }, (_, index) => person(200 + index, `Colleague ${String(index + 1).padStart(2, '0')}`, String(5000 + index))),
];

const everything = { place_calls: true, answer_calls: true, pick_up_held: true, lock_calls: true };
const officeHours = {
  time_zone: ownTimeZone(),
  hours: [{ days: ['monday' as const, 'tuesday' as const, 'wednesday' as const, 'thursday' as const, 'friday' as const], from: '09:00:00', to: '17:00:00' }],
};

const delegatorOf = (of: Person, numbers: string[]): Delegation['delegator'] => ({
  user: of.who.id,
  name: of.name,
  ...(of.extension == null ? {} : { extension: of.extension }),
  site: of.site,
  site_name: of.site_name,
  numbers,
  locked: false,
});

const asPerson = (me: Me): Person => person(Number(me.id.slice(-12)), me.name, me.extension ?? '', leeds);

const active = (days: number) => ({ state: 'active' as const, since: minutesAgo(days * DAY) });

function delegation(number: number, delegator: Delegation['delegator'], delegate: Person, changes: Partial<Delegation> = {}): Delegation {
  return {
    id: id(number),
    delegator,
    delegate,
    made_by: delegator.user,
    made_by_name: delegator.name,
    ...active(12),
    terms: { privileges: everything },
    rings: true,
    version: 1,
    ...changes,
  } as Delegation;
}

/** A pair of each kind on both sides; all at rest where something hinders this person. */
export function delegationsOf(me: Me, hindrance?: 'policy_off'): Delegation[] {
  const mine = delegatorOf(asPerson(me), me.numbers ?? []);
  const self = asPerson(me);
  const rest = (party: 'delegator' | 'delegate'): Partial<Delegation> =>
    hindrance === undefined ? {} : { suspended: { since: minutesAgo(90), reasons: [{ party, hindrance }] } };
  return [
    delegation(301, delegatorOf(priya, ['+49308100440', '+49308100441']), self, {
      state: 'invited',
      at: minutesAgo(8),
      terms: { privileges: { ...everything, lock_calls: false }, schedule: officeHours, until: endOfDay(minutesAgo(-30 * DAY).slice(0, 10), ownTimeZone()) },
      ...rest('delegate'),
    } as Partial<Delegation>),
    delegation(302, delegatorOf(ines, ['+441134960051']), self, { terms: { privileges: everything, schedule: officeHours }, version: 4, ...rest('delegate') }),
    delegation(303, delegatorOf(tomasz, []), self, {
      terms: { privileges: { ...everything, answer_calls: false } },
      suspended: { since: minutesAgo(3 * DAY), reasons: [{ party: 'delegator', hindrance: 'unlicensed' }] },
    }),
    delegation(304, mine, sam, { version: 7, terms: { privileges: everything, schedule: officeHours }, ...rest('delegator') }),
    delegation(305, mine, reception, {
      state: 'invited',
      at: minutesAgo(2 * DAY),
      terms: { privileges: { ...everything, place_calls: false, lock_calls: false } },
      made_by: id(3),
      made_by_name: 'Amal Haddad',
      ...rest('delegator'),
    } as Partial<Delegation>),
    delegation(306, mine, tomasz, {
      suspended: { since: minutesAgo(3 * DAY), reasons: [{ party: 'delegate', hindrance: 'unlicensed' }] },
      rings: false,
    }),
    delegation(307, mine, priya, { state: 'declined', at: minutesAgo(DAY), version: 2 } as Partial<Delegation>),
  ];
}

/** Names that are longer than any layout expects. */
export function longDelegations(me: Me): Delegation[] {
  const hubert = person(111, `Hubert Blaine ${LONG} Sr.`, '40999999', { site: id(5), site_name: `${LONG} Verwaltungsgebäude Nordwest` });
  const twoShifts = {
    time_zone: 'America/Argentina/ComodRivadavia',
    hours: [
      ...officeHours.hours,
      { days: ['saturday' as const, 'sunday' as const], from: '22:00:00', to: '06:00:00' },
      { days: ['wednesday' as const], from: '00:00:00', to: '00:00:00' },
    ],
  };
  const terms = { privileges: everything, schedule: twoShifts, until: endOfDay(minutesAgo(-400 * DAY).slice(0, 10), twoShifts.time_zone) };
  const theirs = delegatorOf(hubert, ['+49308100440', '+49308100441', '+49308100442', '+12125550123']);
  return [
    delegation(311, theirs, asPerson(me), { state: 'invited', at: minutesAgo(8), terms } as Partial<Delegation>),
    delegation(312, delegatorOf({ ...hubert, who: { kind: 'user', id: id(112) } }, theirs.numbers), asPerson(me), { terms }),
    delegation(313, delegatorOf(asPerson(me), me.numbers ?? []), hubert, { terms, suspended: { since: minutesAgo(5), reasons: [{ party: 'delegate', hindrance: 'policy_off' }, { party: 'delegate', hindrance: 'unlicensed' }] } }),
  ];
}

/** Follows what is done to delegations, so that the screen can be tried out by hand. */
export function followDelegation(action: Action, view: View): View | undefined {
  const change = (which: string, to: (of: Delegation) => Delegation | null): View => ({
    ...view,
    delegations: view.delegations.flatMap((of) => (of.id === which ? (to(of) ?? []) : of)),
  });
  const { me } = view;
  if (action.action === 'invite_delegate') {
    const chosen = directory.find(({ who }) => who.id === action.delegate.id);
    if (me == null || chosen === undefined) return undefined;
    const invited = { state: 'invited', at: new Date().toISOString(), terms: action.terms } as Partial<Delegation>;
    const own = delegatorOf(asPerson(me), me.numbers ?? []);
    return { ...view, delegations: [...view.delegations, delegation(400 + view.delegations.length, own, chosen, invited)] };
  }
  if (action.action === 'change_terms') return change(action.delegation, (of) => ({ ...of, terms: action.terms, version: of.version + 1 }));
  if (action.action === 'set_ringing') return change(action.delegation, (of) => ({ ...of, rings: action.rings, version: of.version + 1 }));
  if (action.action !== 'delegation') return undefined;
  const { step } = action;
  return change(action.delegation, (of) => (step === 'accept' ? ({ ...of, ...active(0), version: of.version + 1 } as Delegation) : null));
}
