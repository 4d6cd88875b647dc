/* Until the schema has them. */
export type DelegateId = { kind: 'user'; id: string } | { kind: 'phone'; id: string };
export interface Privileges { place_calls: boolean; answer_calls: boolean; pick_up_held: boolean; lock_calls: boolean }
export type Day = 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday';
export interface Hours { days: Day[]; from: string; to: string }
export interface Schedule { time_zone: string; hours: Hours[] }
export interface Terms { privileges: Privileges; schedule?: Schedule | null; until?: string | null }
export interface Delegator { user: string; name: string; extension?: string | null; site: string; site_name: string; numbers: string[]; locked: boolean }
export interface Delegate { who: DelegateId; name: string; extension?: string | null; site: string; site_name: string }
export type DelegationState =
  | { state: 'invited'; at: string } | { state: 'active'; since: string } | { state: 'declined'; at: string }
  | { state: 'withdrawn'; at: string } | { state: 'ended'; at: string; by?: string | null };
export interface Suspension { since: string; reasons: { party: 'delegator' | 'delegate'; hindrance: 'policy_off' | 'unlicensed' | 'inactive' }[] }
export type Delegation = { id: string; delegator: Delegator; delegate: Delegate; made_by: string; made_by_name: string; suspended?: Suspension | null; terms: Terms; rings: boolean; version: number } & DelegationState;
export interface Invitation { id: string; delegate: DelegateId; terms: Terms }
export type DirectoryEntry = Delegate & { hindrance?: string | null };
export interface DelegationBrief { id: string; who: DelegateId; name: string; extension?: string | null; active: boolean; suspended: boolean; privileges: Privileges }
export interface SharedLines { who: DelegateId; name: string; extension?: string | null; site: string; site_name: string; numbers: string[]; delegates: DelegationBrief[]; delegators: DelegationBrief[]; locked: boolean }
export interface SharedLineSettings { delegator: Delegator; delegates: Delegation[]; acts_for: Delegation[]; lock?: { since: string; by_name: string } | null; supervised_by?: string | null; policy: import('./types').Policy; hindrance?: string | null; version: number }
export interface CommonAreaPhone { id: string; name: string; site: string; site_name: string; extension?: string | null; mac: string; numbers: string[]; version: number }
export type CommonAreaPhoneDetail = CommonAreaPhone & { acts_for: Delegation[] };
export interface NewPhone { name: string; site: string; extension?: string | null; mac: string }
export interface PhoneEdit extends NewPhone { version: number }
export interface PhoneNumber { number: string; shown: string; assignee?: { who: DelegateId; name: string } | null; version: number }
export interface MonitoringSettings { listen: boolean; whisper: boolean; barge: boolean; take_over: boolean; announce: boolean }
export interface MonitoringGroup { id: string; name: string; members: { user: string; name: string }[]; settings: MonitoringSettings; supervises: number; version: number }
export interface NewMonitoringGroup { name: string; members: string[]; settings: MonitoringSettings }
export type ImportEffect = 'create' | 'change' | 'none' | 'bad';
export interface ImportRow { line: number; name: string; email: string; effect: ImportEffect; problems: { field: string; message: string }[] }
export interface ImportOutcome { rows: ImportRow[]; applied: boolean; passwords: { email: string; password: string }[] }
