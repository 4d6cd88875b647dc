import { randomUUID } from 'node:crypto';
import { type APIRequestContext, request } from '@playwright/test';

/** A common area phone, a user, a site: what is found by its name. */
interface Named {
  id: string;
  name: string;
}

/** A delegation, as far as the tests look at it. */
export interface Delegation {
  id: string;
  state: string;
  version: number;
}

const everything = { privileges: { place_calls: true, answer_calls: true, pick_up_held: true, lock_calls: true } };

/** What a person could do in the portal, done without it, for what a test finds already there. */
export class Api {
  private constructor(private readonly context: APIRequestContext) {}

  /** In the name of whom the browser state belongs to. */
  static async as(server: string, storageState: string): Promise<Api> {
    return new Api(await request.newContext({ baseURL: server, storageState, extraHTTPHeaders: { 'X-Roamline': '1', Origin: server } }));
  }

  /** Asks, and fails where the server refuses. */
  async ask<Answer>(method: 'GET' | 'POST' | 'PUT', path: string, data?: object, version?: number): Promise<Answer> {
    const answer = await this.context.fetch(path, {
      method,
      ...(data === undefined ? {} : { data }),
      ...(version === undefined ? {} : { headers: { 'If-Match': `"${version}"` } }),
    });
    if (!answer.ok()) throw new Error(`${method} ${path}: ${await answer.text()}`);
    return (await answer.json()) as Answer;
  }

  /** The user of that name. */
  async user(name: string): Promise<Named & { site: string }> {
    return this.named('/v1/users', name);
  }

  /** The common area phone of that name, made where there is none. */
  async phone(name: string, extension: string, mac: string): Promise<Named> {
    const { items } = await this.ask<{ items: Named[] }>('GET', `/v1/phones?q=${encodeURIComponent(name)}`);
    const found = items.find((phone) => phone.name === name);
    if (found !== undefined) return found;
    const { site } = await this.ask<{ site: string }>('GET', '/v1/me');
    return this.ask('POST', '/v1/phones', { name, site, extension, mac });
  }

  /** Makes somebody a delegate by the power of an administrator, unless they are one already. */
  async assign(delegator: string, delegate: { kind: 'user' | 'phone'; id: string }): Promise<Delegation> {
    const { delegates } = await this.ask<{ delegates: (Delegation & { delegate: { who: { id: string } } })[] }>('GET', `/v1/shared-lines/${delegator}`);
    const found = delegates.find((each) => each.delegate.who.id === delegate.id);
    return found ?? this.ask('POST', `/v1/shared-lines/${delegator}/delegates`, { id: randomUUID(), delegate, terms: everything });
  }

  /** Asks somebody to act on the caller's lines. */
  async invite(delegate: { kind: 'user' | 'phone'; id: string }): Promise<Delegation> {
    return this.ask('POST', '/v1/delegations', { id: randomUUID(), delegate, terms: everything });
  }

  /** Lets go of the connection. */
  async close(): Promise<void> {
    await this.context.dispose();
  }

  private async named<Thing extends Named>(path: string, name: string): Promise<Thing> {
    const { items } = await this.ask<{ items: Thing[] }>('GET', `${path}?q=${encodeURIComponent(name)}`);
    const found = items.find((thing) => thing.name === name);
    if (found === undefined) throw new Error(`${path} has no ${name}`);
    return found;
  }
}
