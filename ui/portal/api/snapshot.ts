import type { Delegation, DeskPhone, Device, Entity, EntityKey, Line, LiveEvent, Me, PersonalLocation, Proposal, Queue, Snapshot } from './types';

function idOf(entity: Entity): string {
  switch (entity.kind) {
    case 'me':
    case 'queue':
    case 'shared_lines':
      return entity.kind;
    case 'known_network':
      return `${entity.kind} ${entity.value.report.report}`;
    case 'device':
    case 'personal_location':
    case 'proposal':
    case 'delegation':
    case 'desk_phone':
    case 'line':
    case 'emergency_call':
      return `${entity.kind} ${entity.value.id}`;
  }
}

function idOfKey(key: EntityKey): string {
  return 'id' in key ? `${key.kind} ${key.id}` : key.kind;
}

/** The snapshot after one event. An event that is older than the cursor changes nothing. */
export function apply(snapshot: Snapshot, event: LiveEvent): Snapshot {
  if (event.seq <= snapshot.cursor) return snapshot;
  const id = event.change === 'put' ? idOf(event.entity) : idOfKey(event.key);
  const entities = [...snapshot.entities];
  const at = entities.findIndex((entity) => idOf(entity) === id);
  if (event.change === 'removed') {
    if (at >= 0) entities.splice(at, 1);
  } else if (at >= 0) {
    entities[at] = event.entity;
  } else {
    entities.push(event.entity);
  }
  return { cursor: event.seq, entities };
}

/** What the caller sees, sorted by what it is. */
export interface View {
  me: Me;
  devices: Device[];
  personal: PersonalLocation[];
  proposals: Proposal[];
  /** Those in which the caller is one of the two sides, by the other side's name. */
  delegations: Delegation[];
  /** The caller's own, by name. */
  deskPhones: DeskPhone[];
  /** The caller's own and those on which they act, by number. */
  lines: Line[];
  /** Administrators only. */
  queue: Queue | null;
}

/** Sorts a snapshot by kinds; undefined in the moment before the server has put the caller into it. */
export function viewOf(snapshot: Snapshot): View | undefined {
  let me: Me | undefined;
  const view: Omit<View, 'me'> = { devices: [], personal: [], proposals: [], delegations: [], deskPhones: [], lines: [], queue: null };
  for (const entity of snapshot.entities) {
    switch (entity.kind) {
      case 'me':
        me = entity.value;
        break;
      case 'device':
        view.devices.push(entity.value);
        break;
      case 'personal_location':
        view.personal.push(entity.value);
        break;
      case 'proposal':
        view.proposals.push(entity.value);
        break;
      case 'queue':
        view.queue = entity.value;
        break;
      case 'delegation':
        view.delegations.push(entity.value);
        break;
      case 'desk_phone':
        view.deskPhones.push(entity.value);
        break;
      case 'line':
        view.lines.push(entity.value);
        break;
      case 'known_network':
      case 'shared_lines':
      // Alerts are the desktop client's; administrators read the list of all calls.
      case 'emergency_call':
        break;
    }
  }
  if (me === undefined) return undefined;
  view.devices.sort((a, b) => b.last_seen_at.localeCompare(a.last_seen_at));
  view.personal.sort((a, b) => a.name.localeCompare(b.name));
  view.proposals.sort((a, b) => b.made_at.localeCompare(a.made_at));
  view.deskPhones.sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
  view.lines.sort((a, b) => a.number.localeCompare(b.number));
  const own = me.id;
  const other = (delegation: Delegation) => (delegation.delegator.user === own ? delegation.delegate.name : delegation.delegator.name);
  view.delegations.sort((a, b) => other(a).localeCompare(other(b)));
  return { me, ...view };
}

/** Open requests that this user is to answer. */
export function requestsTo(delegations: readonly Delegation[], user: string): Delegation[] {
  return delegations.filter(({ state, delegate }) => state === 'invited' && delegate.who.kind === 'user' && delegate.who.id === user);
}
