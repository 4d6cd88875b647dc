import type { components } from '../../generated/api';

type Schemas = components['schemas'];

// Both schema documents describe these alike, so what one front end has fits the other's types too.

export type Delegation = Schemas['Delegation'];
export type Delegate = Schemas['Delegate'];
export type DelegateId = Schemas['DelegateId'];
export type DirectoryEntry = Schemas['DirectoryEntry'];
export type Privileges = Schemas['Privileges'];
export type Terms = Schemas['Terms'];
export type Schedule = Schemas['Schedule'];
export type Hours = Schemas['Hours'];
export type Day = Schemas['Day'];
export type Party = Schemas['Party'];

/** One of the privileges. */
export type Privilege = keyof Privileges;

/** All privileges, in the order in which they are shown. */
export const privileges: readonly Privilege[] = ['place_calls', 'answer_calls', 'pick_up_held', 'lock_calls'];

/** The days of a week, from Monday. */
export const days: readonly Day[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** What a delegator grants who has nothing to hold back. */
export const everything: Privileges = { place_calls: true, answer_calls: true, pick_up_held: true, lock_calls: true };

/** Why something about a delegation was refused, as both front ends can tell it. */
export interface Trouble {
  /** The server's stable code, or `offline` where it cannot be reached. */
  code: string;
  /** What happened, in a sentence for people. */
  message: string;
  /** What is wrong with which field, by path, such as `terms.until`. */
  fields: Readonly<Record<string, string>>;
}
