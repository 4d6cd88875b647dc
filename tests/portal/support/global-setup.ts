import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from '@playwright/test';
import { people, type Person, stateOf } from './people';
import { startServer } from './server';

/** Starts the server and signs everybody in once; each test then opens its browser as whom it needs. */
export default async function setUp(): Promise<() => Promise<void>> {
  const password = randomBytes(18).toString('base64url');
  const server = await startServer(password);
  const states = await mkdtemp(join(tmpdir(), 'roamline-portal-states-'));
  process.env.PORTAL_URL = server.url;
  process.env.PORTAL_PASSWORD = password;
  process.env.PORTAL_STATES = states;
  for (const person of Object.keys(people) as Person[]) {
    const api = await request.newContext({ baseURL: server.url, extraHTTPHeaders: { 'X-Roamline': '1', Origin: server.url } });
    const answer = await api.post('/v1/session', { data: { email: people[person].email, password } });
    if (!answer.ok()) throw new Error(`${person} could not sign in: ${await answer.text()}`);
    await api.storageState({ path: stateOf(states, person) });
    await api.dispose();
  }
  return async () => {
    await server.stop();
    await rm(states, { recursive: true, force: true });
  };
}
