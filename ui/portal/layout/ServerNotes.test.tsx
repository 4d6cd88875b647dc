import { expectAccessible } from '@shared/test/render';
import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Job } from '../api/types';
import { ago, id, LEEDS } from '../test/data';
import { type FakeServer, ok } from '../test/fakeServer';
import { openPortal } from '../test/render';

const suspending: Job = { id: id(900), work: { kind: 'delegations' }, done: 12_000, total: 160_000, since: ago(1) };
const beginning: Job = { id: id(901), work: { kind: 'people', site: LEEDS }, done: 0, since: ago(1) };
const at = (path: string, body: unknown) => (fake: FakeServer) => {
  fake.override = (sent) => (sent.path === path ? ok(body) : undefined);
};

describe('what the server does for many people', () => {
  it('says how far it is', async () => {
    openPortal('/policies', at('/v1/jobs', [suspending, beginning]));
    expect(await screen.findByText('Applying the policy to delegations: 12,000 of 160,000')).toBeInTheDocument();
    expect(screen.getByText('Showing people the new policy')).toBeInTheDocument();
    await expectAccessible();
  });

  it('is not asked for by those who administer nothing', async () => {
    const { server } = openPortal('/emergency', (fake) => {
      if (fake.me !== null) fake.me = { ...fake.me, roles: { safety_team: false } };
    });
    await screen.findByRole('heading', { level: 1 });
    expect(server.sent.filter(({ path }) => path === '/v1/jobs' || path === '/v1/clock')).toEqual([]);
  });
});

describe('a clock that has jumped', () => {
  it('is settled by an administrator of the account', async () => {
    let held = true;
    const { user, server } = openPortal('/policies', (fake) => {
      fake.override = ({ method, path }) => {
        if (!path.startsWith('/v1/clock')) return undefined;
        if (method === 'POST') held = false;
        return ok({ held, now: ago(0), trusted: ago(60 * 24 * 365) });
      };
    });
    const note = await screen.findByText(/nothing is deleted and nobody is signed out/);
    await expectAccessible();
    await user.click(screen.getByRole('button', { name: 'The clock is right' }));
    await waitFor(() => expect(note).not.toBeInTheDocument());
    expect(server.sentTo('POST', '/v1/clock/confirm')).toHaveLength(1);
  });

  it('is shown to an administrator of a site, who can ask', async () => {
    openPortal('/policies', (fake) => {
      if (fake.me !== null) fake.me = { ...fake.me, roles: { safety_team: false, administrator: { of: 'site', site: LEEDS } } };
      at('/v1/clock', { held: true, now: ago(0), trusted: ago(60 * 48) })(fake);
    });
    expect(await screen.findByText(/An administrator of the account/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'The clock is right' })).not.toBeInTheDocument();
  });
});
