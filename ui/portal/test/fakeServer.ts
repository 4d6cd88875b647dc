import type { Entity, ErrorBody, Line, Me, PersonalLocation, ProposalDetail } from '../api/types';
import * as data from './data';
import { FakeLines } from './fakeLines';
import { ownLine } from './lines';

/** One request that the portal sent. */
export interface Sent {
  method: string;
  path: string;
  query: URLSearchParams;
  /** `If-Match`, without its quotes. */
  version: number | undefined;
  body: unknown;
}

export type Answer = { status: number; body: unknown; headers?: Record<string, string> };
type Handler = (sent: Sent) => Answer | undefined;

export const ok = (body: unknown): Answer => ({ status: 200, body });
export const done: Answer = { status: 204, body: undefined };

/** An answer that refuses. */
export function refusal(status: number, code: ErrorBody['code'], message = 'No.', rest: Partial<ErrorBody> = {}, headers = {}): Answer {
  return { status, body: { code, message, ...rest }, headers };
}

/** Stands in for the server at the boundary of HTTP: keeps what it is told, and what it was asked. */
export class FakeServer {
  me: Me | null = data.me;
  proposals: ProposalDetail[] = [data.proposal(100), data.proposal(101), data.proposal(102)];
  personal: PersonalLocation[] = [...data.personal];
  devices = [...data.devices];
  mine: ProposalDetail[] = [];
  /** Lines in the reader's view. */
  own: Line[] = [ownLine];
  readonly lines = new FakeLines();
  readonly sent: Sent[] = [];
  /** Asked first; what it answers stands. */
  override: Handler = () => undefined;

  /** Takes the place of `fetch`. */
  readonly fetch = (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(String(input instanceof Request ? input.url : input), 'http://portal.test');
    const text = init.body as string | undefined;
    const match = new Headers(init.headers).get('If-Match');
    const sent: Sent = {
      method: init.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      version: match === null ? undefined : Number(match.replaceAll('"', '')),
      body: text === undefined ? undefined : JSON.parse(text),
    };
    this.sent.push(sent);
    const { status, body, headers } = this.override(sent) ?? this.answer(sent);
    const json = body === undefined ? null : JSON.stringify(body);
    return Promise.resolve(new Response(json, { status, headers: headers ?? {} }));
  };

  /** Bodies of the requests of this method and path, each with the version that `If-Match` named. */
  sentTo(method: string, path: string): unknown[] {
    return this.sent
      .filter((sent) => sent.method === method && sent.path === path)
      .map(({ body, version }) => (version === undefined ? body : { ...(body as object | undefined), version }));
  }

  entities(): Entity[] {
    if (this.me === null) return [];
    const pending = this.proposals.filter(({ state }) => state === 'pending').length;
    return [
      { kind: 'me', value: this.me },
      ...this.devices.map((value) => ({ kind: 'device' as const, value })),
      ...this.personal.map((value) => ({ kind: 'personal_location' as const, value })),
      ...this.mine.map((value) => ({ kind: 'proposal' as const, value })),
      ...this.lines.delegationsOf(this.me.id).map((value) => ({ kind: 'delegation' as const, value })),
      ...this.lines.deskPhones.filter(({ owner }) => owner.id === this.me?.id).map((value) => ({ kind: 'desk_phone' as const, value })),
      ...this.own.map((value) => ({ kind: 'line' as const, value })),
      ...(this.me.roles.administrator ? [{ kind: 'queue' as const, value: { pending } }] : []),
    ];
  }

  answer(sent: Sent): Answer {
    const { method, path, query, body } = sent;
    const at = `${method} ${path}`;
    const page = <Item>(items: readonly Item[]) => {
      const offset = Number(query.get('offset') ?? 0);
      const limit = Number(query.get('limit') ?? 50);
      return ok({ items: items.slice(offset, offset + limit), total: items.length, offset });
    };
    if (at === 'GET /v1/discovery') return ok({ product: 'roamline', account: data.me.account });
    if (at === 'POST /v1/session') {
      this.me = data.me;
      return ok(this.me);
    }
    if (this.me === null) return refusal(401, 'unauthenticated');
    if (at === 'DELETE /v1/session') {
      this.me = null;
      return done;
    }
    if (at === 'GET /v1/me') return ok(this.me);
    if (at === 'GET /v1/snapshot') return ok({ cursor: 1, entities: this.entities() });
    if (at === 'POST /oauth/authorize') return ok({ redirect_to: 'http://127.0.0.1:5/cb?code=c&state=s' });
    const lines = this.lines.answer(sent, this.me);
    if (lines !== undefined) return lines;
    if (at === 'GET /v1/sites') return ok(data.sites);
    if (at === 'GET /v1/users') return page(data.users);
    if (method === 'GET' && /^\/v1\/sites\/[^/]+\/alerts$/.test(path)) return ok({ emails: [], version: 0 });
    if (at === 'GET /v1/policies/account') return ok(data.accountPolicy);
    if (at === 'GET /v1/audit') return ok(data.audit);
    if (at === 'GET /v1/jobs') return ok([]);
    if (at === 'GET /v1/clock') return ok({ held: false, now: data.ago(0), trusted: data.ago(0) });
    if (at === 'GET /v1/locations') {
      const q = (query.get('q') ?? '').toLowerCase();
      return page(data.locations.filter((location) => location.path.join(' ').toLowerCase().includes(q)));
    }
    if (at === 'GET /v1/proposals') {
      const state = query.get('state');
      return page(this.proposals.filter((proposal) => state === null || proposal.state === state));
    }
    if (at === 'POST /v1/personal-locations') return ok({ ...(body as object), lines: [], networks: 0, version: 1, updated_at: data.me.account });
    const [, , noun, one, act] = path.split('/');
    if (noun === 'users' && method === 'GET') {
      const found = data.users.find((user) => user.id === one);
      return found === undefined ? refusal(404, 'not_found') : ok(found);
    }
    if (noun === 'proposals' && one !== undefined) return this.proposalAnswer(sent, one, act);
    if (noun === 'locations' && act === 'rules') {
      if (method === 'POST') return ok({ id: crypto.randomUUID(), location: one, ...(body as object), updated_at: new Date().toISOString() });
      return ok(data.rules.filter(({ location }) => location === one));
    }
    if (noun === 'locations' && method === 'GET') {
      const found = data.locations.find((location) => location.id === one);
      return found === undefined ? refusal(404, 'not_found') : ok(found);
    }
    if (method === 'DELETE') return done;
    return ok({ name: 'Saved', ...(body as object) });
  }

  private proposalAnswer({ method, version, body }: Sent, id: string, act: string | undefined): Answer {
    const proposal = this.proposals.find((each) => each.id === id);
    if (proposal === undefined) return refusal(404, 'not_found');
    if (method === 'GET') return ok(proposal);
    if (version !== proposal.version) return refusal(412, 'outdated');
    const decided = { at: new Date().toISOString(), by: data.me.id };
    const change =
      act === 'approve'
        ? { state: 'approved', ...decided, location: data.locations[2]?.id, created: true, rules: [] }
        : act === 'reject'
          ? { state: 'rejected', ...decided, reason: (body as { reason: string }).reason }
          : { state: 'pending' };
    if (act !== 'undo' && proposal.state !== 'pending') return refusal(409, 'not_pending');
    const next = { ...proposal, ...change, decided_by_name: data.me.name, version: proposal.version + 1 } as ProposalDetail;
    this.proposals = this.proposals.map((each) => (each.id === id ? next : each));
    return ok(next);
  }
}
