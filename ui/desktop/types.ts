import type { components } from '@shared/generated/desktop';
import type { LinesAction, LinesDone, LinesErrorCode, LinesQuestion, LinesReply, LinesView, Refusal } from './lineTypes';

type Schemas = components['schemas'];

export type View = Schemas['View'] & LinesView;
export type Action = Schemas['Action'] | LinesAction;
export type Answer = Schemas['Answer'];
export type Question = Schemas['Question'] | LinesQuestion;
export type Reply = Schemas['Reply'] | LinesReply;
export type Done = Schemas['Done'] | LinesDone;
export type ActionError = Omit<Schemas['ActionError'], 'code'> & {
  code: Schemas['ActionErrorCode'] | LinesErrorCode;
  /** Why an action on a line was refused, with who was faster. */
  refusal?: Refusal | null;
};
export type Prompt = Schemas['Prompt'];
export type NamedPlace = Schemas['NamedPlace'];
export type Waiting = Schemas['Waiting'];
export type Settings = Schemas['Settings'];
export type Snooze = Schemas['Snooze'];
export type Rung = Schemas['Rung'];
export type Proposal = Schemas['Proposal'];
export type PersonalLocation = Schemas['PersonalLocation'];
export type CivicAddress = Schemas['CivicAddress'];
export type LocationView = Schemas['Page_LocationView']['items'][number];
export type ReportView = Schemas['Page_ReportView']['items'][number];
export type Device = Schemas['Device'];
export type Delegation = Schemas['Delegation'];
export type DelegationStep = Schemas['DelegationStep'];
export type DirectoryEntry = Schemas['Page_DirectoryEntry']['items'][number];
export type * from './lineTypes';
