import type { CallSettings, Delegation, DeskPhone, ErrorBody, Me, PhoneKey, PhoneKeys, SharedLineSettings, Terms, UserCallSettings } from '../api/types';
import { me as reader, policy } from './data';
import type { Answer, Sent } from './fakeServer';
import * as data from './lines';

const ok = (body: unknown): Answer => ({ status: 200, body });
const no = (status: number, code: ErrorBody['code'], message: string): Answer => ({ status, body: { code, message } });
const done: Answer = { status: 204, body: undefined };

/** The part of the server that keeps delegations, phones, numbers and groups. */
export class FakeLines {
  delegations: Delegation[] = [data.active, data.invited];
  phones = [...data.phones];
  numbers = [...data.numbers];
  groups = [...data.groups];
  shared = [...data.sharedLines];
  calls: UserCallSettings = reader.call_settings;
  settings: Partial<SharedLineSettings> = {};
  deskPhones: DeskPhone[] = [...data.deskPhones];
  keys: PhoneKeys = data.phoneKeys;
  import = data.goodImport;

  /** Those in which somebody is one of the two sides. */
  delegationsOf(user: string): Delegation[] {
    return this.delegations.filter(({ delegator, delegate }) => delegator.user === user || (delegate.who.kind === 'user' && delegate.who.id === user));
  }

  /** What somebody else made of it meanwhile. */
  change(id: string, change: Partial<Delegation>): void {
    this.delegations = this.delegations.map((each) => (each.id === id ? ({ ...each, ...change, version: each.version + 1 } as Delegation) : each));
  }

  settingsOf(user: string): SharedLineSettings {
    const own = this.delegationsOf(user);
    return {
      delegator: { ...data.ada, user },
      delegates: own.filter(({ delegator, state }) => delegator.user === user && (state === 'active' || state === 'invited')),
      acts_for: own.filter(({ delegator }) => delegator.user !== user),
      lines: [data.line],
      policy,
      version: 1,
      ...this.settings,
    };
  }

  /** Undefined for what others answer. */
  answer({ method, path, query, version, body }: Sent, me: Me): Answer | undefined {
    const [, , noun, one = '', rest] = path.split('/').map(decodeURIComponent);
    const page = <Item>(items: readonly Item[]) => {
      const offset = Number(query.get('offset') ?? 0);
      return ok({ items: items.slice(offset, offset + Number(query.get('limit') ?? 50)), total: items.length, offset });
    };
    const q = (query.get('q') ?? '').toLowerCase();
    const fits = ({ name }: { name: string }) => name.toLowerCase().includes(q);
    const given = (body ?? {}) as Record<string, unknown>;
    switch (noun ?? '') {
      case 'delegations':
        return this.delegationAnswer(method, one, rest, version, given);
      case 'directory':
        return page([data.dana, { ...data.hubert, hindrance: 'They have no phone licence.' }, data.reception].filter(fits));
      case 'shared-lines':
        if (one === '') return page(this.shared.filter(fits));
        if (rest === 'delegates') return this.made(given, one, 'active');
        if (method === 'PUT') {
          const now = this.settingsOf(one);
          if (version !== now.version) return no(412, 'outdated', 'Marcus Delgado changed this since you opened it: another group supervises.');
          this.settings = {
            ...this.settings,
            version: now.version + 1,
            ...(rest === 'lock' ? { lock: given.locked === true ? { since: new Date().toISOString(), by_name: me.name } : null } : { supervised_by: given.group as string | null }),
          };
        }
        return ok(this.settingsOf(one));
      case 'phones': {
        if (one === '' && method === 'GET') return page(this.phones.filter(fits));
        const phone = this.phones.find(({ id }) => id === one);
        if (method === 'DELETE') return done;
        if (method !== 'GET') return ok({ ...phone, id: crypto.randomUUID(), numbers: [], site_name: 'Leeds', ...given });
        return phone === undefined
          ? no(404, 'not_found', 'There is no such phone.')
          : ok({ ...phone, acts_for: this.delegations.filter(({ delegate }) => delegate.who.id === one) });
      }
      case 'desk-phones': {
        if (rest === 'keys') {
          if (method === 'GET') return ok(this.keys);
          if (version !== this.keys.version) return no(412, 'outdated', 'Marcus Delgado changed this since you opened it: no line.');
          const wanted = given.keys as PhoneKey[] | null;
          const all = this.keys.lines.map(({ line }) => ({ line, label: '' }));
          this.keys = { ...this.keys, keys: wanted ?? all, by_hand: wanted !== null, version: this.keys.version + 1 };
          return ok(this.keys);
        }
        if (method === 'GET') return ok(this.deskPhones.filter(({ owner }) => owner.id === query.get('owner')));
        const found = this.deskPhones.find(({ id }) => id === one);
        const secret = { password: 'k7m2p9x4w8b3n6r5t2v7', domain: 'phones.harrier.example', servers: data.servers };
        if (rest === 'password') return ok({ phone: found, ...secret });
        if (rest === 'provisioning') {
          const until = new Date(Date.now() + 86_400_000).toISOString();
          const phone = { ...found, provisioning: method === 'DELETE' ? null : { valid_until: until } } as DeskPhone;
          this.deskPhones = this.deskPhones.map((each) => (each.id === one ? phone : each));
          return method === 'DELETE' ? done : ok({ phone, address: 'https://phones.harrier.example/p/7k2m-9x4w-8b3n', valid_until: until });
        }
        if (method === 'DELETE') {
          this.deskPhones = this.deskPhones.filter(({ id }) => id !== one);
          return done;
        }
        if (method === 'POST') {
          const made = { id: given.id, name: given.name, owner: given.owner, username: 'ada-7k2m', rings: true, places: [], version: 1 } as unknown as DeskPhone;
          this.deskPhones = [...this.deskPhones, made];
          return { status: 201, body: { phone: made, ...secret } };
        }
        if (found === undefined || version !== found.version) return no(412, 'outdated', 'Somebody changed this since you opened it; load it again.');
        const changed = { ...found, ...given, version: found.version + 1 } as DeskPhone;
        this.deskPhones = this.deskPhones.map((each) => (each.id === one ? changed : each));
        return ok(changed);
      }
      case 'lines':
        return method === 'DELETE'
          ? ok({ settings: this.calls.settings.forwarding, own: false, version: (version ?? 0) + 1 })
          : ok({ settings: given, own: true, version: (version ?? 0) + 1 });
      case 'numbers': {
        if (method === 'GET') {
          const assigned = query.get('assigned');
          return page(this.numbers.filter(({ assignee, shown }) => shown.includes(q) && (assigned === null || (assigned === 'true') === (assignee != null))));
        }
        if (method === 'DELETE') return done;
        return ok({ number: one, shown: String(given.number ?? one), ...given, version: 3 });
      }
      case 'monitoring-groups':
        if (method === 'DELETE') return done;
        return ok(method === 'GET' ? this.groups : given);
      case 'users':
        if (rest === 'call-settings') {
          if (method === 'PUT' && version !== this.calls.version) return no(412, 'outdated', 'Marcus Delgado changed this since you opened it.');
          if (method === 'PUT') this.calls = { settings: given as unknown as CallSettings, version: this.calls.version + 1 };
          return ok(this.calls);
        }
        if (one !== 'import') return undefined;
        return ok(
          given.apply === true
            ? { ...this.import, applied: true, passwords: [{ email: 'nils@harrier.example', password: 'plum,"harbour" lantern' }] }
            : this.import,
        );
      default:
        return undefined;
    }
  }

  private made(given: Record<string, unknown>, user: string, state: 'active' | 'invited'): Answer {
    const { id, delegate, terms } = given as { id: string; delegate: Delegation['delegate']['who']; terms: Terms };
    const party = [data.dana, data.hubert, data.reception].find(({ who }) => who.id === delegate.id);
    const made = { ...data.active, id, delegator: { ...data.ada, user }, delegate: party, terms, state, at: new Date().toISOString(), version: 1 };
    this.delegations = [...this.delegations, made as Delegation];
    return { status: 201, body: made };
  }

  private delegationAnswer(method: string, id: string, act: string | undefined, version: number | undefined, given: Record<string, unknown>): Answer {
    if (method === 'POST' && id === '') return this.made(given, data.ada.user, 'invited');
    const found = this.delegations.find((each) => each.id === id);
    if (found === undefined) return no(404, 'not_found', 'There is no such delegation.');
    if (method === 'GET') return ok(found);
    if (version !== found.version) return no(412, 'outdated', 'Priya Shah changed this since you opened it: answering and picking up were taken away.');
    const now = new Date().toISOString();
    const states: Record<string, object> = {
      accept: { state: 'active', since: now },
      decline: { state: 'declined', at: now },
      withdraw: { state: 'withdrawn', at: now },
      end: { state: 'ended', at: now },
    };
    this.change(id, { ...given, ...states[act ?? ''] } as Partial<Delegation>);
    return ok(this.delegations.find((each) => each.id === id));
  }
}
