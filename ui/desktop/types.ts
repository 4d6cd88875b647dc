import type { components } from '@shared/generated/desktop';

type Schemas = components['schemas'];

export type View = Schemas['View'];
export type Action = Schemas['Action'];
export type Answer = Schemas['Answer'];
export type Question = Schemas['Question'];
export type Reply = Schemas['Reply'];
export type Done = Schemas['Done'];
export type ActionError = Schemas['ActionError'];
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
