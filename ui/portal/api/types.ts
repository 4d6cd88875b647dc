import type { Address } from '@shared/components/address';
import type { components } from '@shared/generated/api';

type Schemas = components['schemas'];

/** The schema says that an address element may be null; the server leaves absent ones out instead. Only an address
 * has the element `pcn`. */
type Wire<T> = T extends readonly (infer Item)[]
  ? Wire<Item>[]
  : 'pcn' extends keyof T
    ? Address
    : T extends object
      ? { [Key in keyof T]: Wire<T[Key]> }
      : T;

type Schema<Name extends keyof Schemas> = Wire<Schemas[Name]>;

export type Me = Schema<'Me'>;
export type Roles = Schema<'Roles'>;
export type Device = Schema<'Device'>;
export type DeviceLocation = Schema<'DeviceLocation'>;
export type DispatchableLocation = Schema<'DispatchableLocation'>;
export type Encounter = Schema<'Encounter'>;
export type Entity = Schema<'Entity'>;
export type EntityKey = Schema<'EntityKey'>;
export type ErrorBody = Schema<'ErrorBody'>;
export type ErrorCode = Schema<'ErrorCode'>;
export type LiveEvent = Schema<'Event'>;
export type LocationKind = Schema<'LocationKind'>;
export type LocationView = Schema<'LocationView'>;
export type LocationEdit = Schema<'LocationEdit'>;
export type NewLocation = Schema<'NewLocation'>;
export type PersonalLocation = Schema<'PersonalLocation'>;
export type NamedPlace = Schema<'NamedPlace'>;
export type Choice = Schema<'Choice'>;
export type PortalReport = Schema<'PortalReport'>;
export type ReportAnswer = Schema<'ReportAnswer'>;
export type DialOutcome = Schema<'DialOutcome'>;
export type NumberingPlan = Schema<'NumberingPlan'>;
export type Policy = Schema<'Policy'>;
export type PolicyOverride = Schema<'PolicyOverride'>;
export type AccountPolicy = Schema<'AccountPolicy'>;
export type AccountPolicyEdit = Schema<'AccountPolicyEdit'>;
export type ClockState = Schema<'ClockState'>;
export type Job = Schema<'Job'>;
export type DeviceReadiness = Schema<'DeviceReadiness'>;
export type EmergencyCall = Schema<'EmergencyCall'>;
export type GapLocation = Schema<'GapLocation'>;
export type OwnerReadiness = Schema<'ReadinessOverview'>['owners']['items'][number];
export type Readiness = Schema<'Readiness'>;
export type ReadinessOverview = Schema<'ReadinessOverview'>;
export type SiteReadiness = Schema<'SiteReadiness'>;
export type UnknownNetwork = Schema<'UnknownNetwork'>;
export type WiremapGaps = Schema<'WiremapGaps'>;
export type SiteAlerts = Schema<'SiteAlerts'>;
export type SiteAlertsEdit = Schema<'SiteAlertsEdit'>;
export type Proposal = Schema<'Proposal'>;
export type ProposalDetail = Schema<'ProposalDetail'>;
export type ProposalStateName = Schema<'ProposalStateName'>;
export type Approval = Schema<'Approval'>;
export type Queue = Schema<'Queue'>;
export type RuleEvidence = Schema<'RuleEvidence'>;
export type RuleMatch = Schema<'RuleMatch'>;
export type Rung = Schema<'Rung'>;
export type Site = Schema<'Site'>;
export type NewSite = Schema<'NewSite'>;
export type Snapshot = Schema<'Snapshot'>;
export type User = Schema<'User'>;
export type UserEdit = Schema<'UserEdit'>;
export type NewUser = Schema<'NewUser'>;
export type AddedRule = Schema<'AddedRule'>;
export type WiremapRule = Schema<'WiremapRule'>;
export type AuditEntry = Schema<'AuditEntry'>;
export type AuthorizeRequest = Schema<'AuthorizeRequest'>;
export type AuthorizeAnswer = Schema<'AuthorizeAnswer'>;
export type Discovery = Schema<'Discovery'>;
export type DelegateId = Schema<'DelegateId'>;
export type Privileges = Schema<'Privileges'>;
export type Day = Schema<'Day'>;
export type Hours = Schema<'Hours'>;
export type Schedule = Schema<'Schedule'>;
export type Terms = Schema<'Terms'>;
export type Delegation = Schema<'Delegation'>;
export type DelegationState = Schema<'DelegationState'>;
export type Suspension = Schema<'Suspension'>;
export type Invitation = Schema<'Invitation'>;
export type DirectoryEntry = Schema<'DirectoryEntry'>;
export type DelegationBrief = Schema<'DelegationBrief'>;
export type SharedLines = Schema<'SharedLines'>;
export type SharedLineSettings = Schema<'SharedLineSettings'>;
export type CommonAreaPhone = Schema<'CommonAreaPhone'>;
export type CommonAreaPhoneDetail = Schema<'CommonAreaPhoneDetail'>;
export type NewPhone = Schema<'NewPhone'>;
export type PhoneEdit = Schema<'PhoneEdit'>;
export type PhoneNumber = Schema<'PhoneNumber'>;
export type Trunk = Schema<'Trunk'>;
export type TrunkSettings = Schema<'TrunkSettings'>;
export type EmergencyTrunk = Schema<'EmergencyTrunk'>;
export type TrunkState = Schema<'TrunkState'>;
export type TrunkCheck = Schema<'TrunkCheck'>;
export type SecretState = Schema<'SecretState'>;
export type NewTrunk = Schema<'NewTrunk'>;
export type TrunkEdit = Schema<'TrunkEdit'>;
export type LocationClient = Schema<'LocationClient'>;
export type LocationClientEdit = Schema<'LocationClientEdit'>;
export type LocationClientCredentials = Schema<'LocationClientCredentials'>;
export type MonitoringSettings = Schema<'MonitoringSettings'>;
export type MonitoringGroup = Schema<'MonitoringGroup'>;
export type NewMonitoringGroup = Schema<'NewMonitoringGroup'>;
export type DeskPhone = Schema<'DeskPhone'>;
export type DeskPhoneCredentials = Schema<'DeskPhoneCredentials'>;
export type DeskPhoneEdit = Schema<'DeskPhoneEdit'>;
export type PhoneMaker = Schema<'PhoneMaker'>;
export type Provisioning = Schema<'Provisioning'>;
export type ProvisioningAddress = Schema<'ProvisioningAddress'>;
export type NewDeskPhone = Schema<'NewDeskPhone'>;
export type KeyLine = Schema<'KeyLine'>;
export type PhoneKey = Schema<'PhoneKey'>;
export type PhoneKeys = Schema<'PhoneKeys'>;
export type PhoneKeysEdit = Schema<'PhoneKeysEdit'>;
export type PhoneServer = Schema<'PhoneServer'>;
export type Line = Schema<'Line'>;
export type LineSettings = Schema<'LineSettings'>;
export type CallSettings = Schema<'CallSettings'>;
export type UserCallSettings = Schema<'UserCallSettings'>;
export type Forwarding = Schema<'Forwarding'>;
export type ForwardingSettings = Schema<'ForwardingSettings'>;
export type ImportEffect = Schema<'ImportEffect'>;
export type ImportRow = Schema<'ImportRow'>;
export type ImportOutcome = Schema<'ImportOutcome'>;
export type FirstPassword = Schema<'FirstPassword'>;

/** One page of a list that the server keeps. */
export interface Page<Item> {
  items: Item[];
  /** How many there are on all pages. */
  total: number;
  /** Number of the first item, from 0. */
  offset: number;
}
