import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { type APIRequestContext, request } from '@playwright/test';

const CLIENT = 'roamline-desktop';
const REDIRECT = 'http://127.0.0.1:47123/callback';

/** The parameters of an authorization request with its verifier (RFC 7636). */
export function authorization(redirect = REDIRECT) {
  const verifier = randomBytes(32).toString('base64url');
  const parameters = {
    response_type: 'code',
    client_id: CLIENT,
    redirect_uri: redirect,
    state: randomUUID(),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  };
  return { verifier, parameters };
}

/** Changes a one-time code for tokens. */
export async function exchange(server: string, code: string, verifier: string, redirect = REDIRECT, name = 'A laptop'): Promise<string> {
  const api = await request.newContext({ baseURL: server });
  const answer = await api.post('/oauth/token', {
    form: { grant_type: 'authorization_code', code, redirect_uri: redirect, client_id: CLIENT, code_verifier: verifier, device_name: name },
  });
  if (!answer.ok()) throw new Error(`the code was refused: ${await answer.text()}`);
  const { access_token: token } = (await answer.json()) as { access_token: string };
  await api.dispose();
  return token;
}

/** A router that nobody else has. */
export function freshRouter(): string {
  const [a, b, c] = randomBytes(3);
  return `00:1b:21:${[a, b, c].map((byte) => (byte ?? 0).toString(16).padStart(2, '0')).join(':')}`;
}

/** A desktop client without a window. */
export class Device {
  private constructor(private readonly api: APIRequestContext) {}

  /** Signs a device in, in the name of whom the session belongs to. */
  static async signIn(session: APIRequestContext, server: string, name: string): Promise<Device> {
    const { verifier, parameters } = authorization();
    const answer = await session.post('/oauth/authorize', { data: parameters });
    if (!answer.ok()) throw new Error(`no code was given: ${await answer.text()}`);
    const { redirect_to: to } = (await answer.json()) as { redirect_to: string };
    const code = new URL(to).searchParams.get('code') ?? '';
    await session.dispose();
    const token = await exchange(server, code, verifier, REDIRECT, name);
    return new Device(await request.newContext({ baseURL: server, extraHTTPHeaders: { Authorization: `Bearer ${token}` } }));
  }

  /** Moves to a network that nobody knows and proposes it as a new company location. Gives the proposal's identifier. */
  async propose(name: string, parentName: string): Promise<string> {
    const stay = randomUUID();
    const proposal = randomUUID();
    const network = {
      interface: 'eth0',
      medium: 'wired',
      mac: '3c:52:82:11:22:33',
      addresses: ['192.168.77.20/24'],
      gateway: { ip: '192.168.77.1', mac: freshRouter(), subnet: '192.168.77.0/24' },
    };
    await this.post('/v1/identify', { stay, network });
    const found = await this.api.get('/v1/locations', { params: { q: parentName } });
    const { items } = (await found.json()) as { items: { id: string; name: string; address: object }[] };
    const parent = items.find((location) => location.name === parentName);
    if (parent === undefined) throw new Error(`there is no location ${parentName}`);
    await this.post('/v1/reports', {
      id: randomUUID(),
      stay,
      at: new Date().toISOString(),
      network,
      choice: { kind: 'new_company_location', proposal, parent: parent.id, name, address: parent.address },
    });
    return proposal;
  }

  /** Moves to a network that nobody knows, or to the one behind this router, and tells no more. Gives this device's identifier. */
  async arrive(router = freshRouter()): Promise<string> {
    const network = {
      interface: 'eth0',
      medium: 'wired',
      mac: '3c:52:82:11:22:34',
      addresses: ['192.168.78.20/24'],
      gateway: { ip: '192.168.78.1', mac: router, subnet: '192.168.78.0/24' },
    };
    const answer = await this.api.post('/v1/identify', { data: { stay: randomUUID(), network } });
    if (!answer.ok()) throw new Error(`not identified: ${await answer.text()}`);
    const { device } = (await answer.json()) as { device: { id: string } };
    return device.id;
  }

  /** Signs nobody out; lets go of the connection only. */
  async close(): Promise<void> {
    await this.api.dispose();
  }

  private async post(path: string, data: object): Promise<void> {
    const answer = await this.api.post(path, { data });
    if (!answer.ok()) throw new Error(`${path}: ${await answer.text()}`);
  }
}
