import type { components } from '@shared/generated/desktop';

// The contract of shared lines and desk phones, as `crates/api` and `crates/domain` have it (`line.rs`, `desk_phone.rs`,
// `shared_line`). Times are RFC 3339, numbers as they are dialled.

type Schemas = components['schemas'];

/** A user or a common area phone. */
export type Member = Schemas['DelegateId'];

/** Somebody by name. */
export interface Person {
  who: Member;
  name: string;
}

/** Where a call stands. */
export type Phase = 'alerting' | 'active' | 'held';

/** What can be done with a call. */
export type LineAction =
  | 'answer'
  | 'decline'
  | 'hold'
  | 'retrieve'
  | 'lock'
  | 'unlock'
  | 'transfer'
  | 'consult'
  | 'complete_transfer'
  | 'abort_transfer'
  | 'hang_up';

/** Something done with a call. */
export type Act =
  | { action: 'answer' | 'retrieve'; phone: string }
  | { action: 'transfer' | 'consult'; to: string }
  | { action: Exclude<LineAction, 'answer' | 'retrieve' | 'transfer' | 'consult'> };

/** Reasons that name nobody and nothing. */
export type PlainReason =
  | 'over'
  | 'not_entitled'
  | 'suspended'
  | 'outside_schedule'
  | 'own_call'
  | 'not_ringing'
  | 'not_ringing_with_you'
  | 'not_active'
  | 'not_held'
  | 'already_locked'
  | 'not_locked'
  | 'underway'
  | 'nothing_underway'
  | 'not_answered_yet'
  | 'retrieve_first'
  | 'no_phone'
  | 'not_your_phone'
  | 'line_full'
  | 'call_exists'
  | 'switch_gone';

/** Why something is refused. */
export type Refusal =
  | { reason: 'appearance_taken'; by: Member; state: Phase }
  | { reason: 'outdated'; by?: Member | null; state: Phase }
  | { reason: 'needs_privilege'; privilege: keyof Schemas['Privileges'] }
  | { reason: 'locked'; by: Member }
  | { reason: 'not_on_call'; by?: Member | null }
  | { reason: PlainReason };

/** An action, and why it is not to be had where it is not. */
export interface Offer {
  action: LineAction;
  refused?: Refusal | null;
}

/** The other side of a call; no number where it is withheld. */
export interface OtherParty {
  number?: string | null;
  name?: string | null;
}

/** Which way a call goes. */
export type Direction = 'incoming' | 'placed';

/** What is being done about a held call. */
export type Underway =
  | { kind: 'retrieval'; by: Member }
  | { kind: 'transfer'; to: string }
  | { kind: 'consultation'; to: string; answered: boolean };

/** What a lock hides from the others. */
export interface CallDetails {
  direction: Direction;
  other: OtherParty;
  placed_by?: Member | null;
  began: string;
  answered?: string | null;
  since: string;
  rings_with_you: boolean;
  claimed_by?: Member | null;
  your_phone?: string | null;
  other_rings: boolean;
  underway?: Underway | null;
}

/** A call on a line, and what this person may do about it. */
export interface LineCall {
  number: number;
  call: string;
  version: number;
  state: Phase;
  locked: boolean;
  holder?: Member | null;
  details?: CallDetails | null;
  offers: Offer[];
}

/** Where calls go that nobody takes. */
export interface NoAnswer {
  after_seconds: number;
  then: { kind: 'voicemail' | 'number'; number: string } | { kind: 'busy' };
}

/** The same with the version that a change names. */
export interface NoAnswerSettings {
  settings: NoAnswer;
  version: number;
}

/** A shared line with the calls on it. */
export interface Line {
  id: string;
  number: string;
  shown: string;
  delegator: string;
  delegator_name: string;
  suspended: boolean;
  switch_there: boolean;
  place_refused?: Refusal | null;
  calls: LineCall[];
  people: Person[];
  no_answer?: NoAnswerSettings | null;
}

/** Where a phone is registered. */
export interface PhonePlace {
  address: string;
  encrypted: boolean;
  software: string;
  since: string;
}

/** A telephone of this person. */
export interface DeskPhone {
  id: string;
  owner: Member;
  name: string;
  username: string;
  rings: boolean;
  places: PhonePlace[];
  version: number;
}

/** What is typed into a phone; told once. */
export interface Credentials {
  phone: DeskPhone;
  password: string;
  domain: string;
  servers: { transport: 'tls' | 'tcp' | 'udp'; address: string }[];
}

/** What somebody did on a call. */
export type HistoryStep = { at: string; by: Member } & (
  | { did: 'placed' | 'answered' | 'declined' | 'picked_up' }
  | { did: 'transferred'; to?: string | null }
);

/** Why somebody could not be reached. */
export type Unreached = 'declined' | 'busy' | 'no_answer' | 'unreachable';

/** One call of a line, once it is over. */
export type HistoryEntry = {
  line: string;
  call: string;
  direction: Direction;
  other: OtherParty;
  began: string;
  answered?: string | null;
  ended: string;
  locked: boolean;
  steps: HistoryStep[];
} & (
  | { outcome: 'answered' | 'missed' | 'declined' | 'transferred' | 'cancelled' | 'lost' }
  | { outcome: 'redirected'; to: string }
  | { outcome: 'not_reached'; why: Unreached }
);

/** A page of a line's history, newest first. */
export interface HistoryPage {
  items: HistoryEntry[];
  people: Person[];
  before?: string | null;
}

/** What the view has of lines; nothing where the client's mind knows of none. */
export interface LinesView {
  lines?: Line[];
  desk_phones?: DeskPhone[];
  chosen_phone?: string | null;
}

/** What can be done with lines and phones. */
export type LinesAction =
  | { action: 'place_call'; line: string; phone: string; to: string }
  | { action: 'call'; line: string; call: string; version: number; act: Act }
  | { action: 'choose_phone'; phone: string | null }
  | { action: 'set_no_answer'; line: string; settings: NoAnswer; version: number }
  | { action: 'add_desk_phone'; name: string }
  | { action: 'edit_desk_phone'; phone: string; name: string; rings: boolean; version: number }
  | { action: 'remove_desk_phone' | 'new_desk_phone_password'; phone: string };

/** What comes of the two actions that make a password. */
export type LinesDone = { done: 'credentials' } & Credentials;

/** What a screen asks about a line. */
export interface LinesQuestion {
  question: 'line_history';
  line: string;
  before: string | null;
}

/** The answer to it. */
export interface LinesReply {
  answer: 'line_history';
  value: HistoryPage;
}

/** How a line's action fails. */
export type LinesErrorCode = { from: 'server'; code: 'appearance_taken' | 'line_refused' };
