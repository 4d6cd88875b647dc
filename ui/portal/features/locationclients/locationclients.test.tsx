import { expectAccessible } from '@shared/test/render';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { LocationClient } from '../../api/types';
import { id, LEEDS, me } from '../../test/data';
import { type Answer, done, type FakeServer, ok, refusal } from '../../test/fakeServer';
import { openPortal } from '../../test/render';

const carrier: LocationClient = {
  id: id(901),
  name: 'Carrier One',
  networks: ['10.4.0.0/16', '10.5.0.0/16'],
  version: 3,
  created_at: '2026-11-01T08:00:00Z',
  last_used_at: '2026-11-22T08:00:00Z',
};
const unused: LocationClient = { id: id(902), name: 'Access control', networks: [], version: 1, created_at: '2026-11-20T08:00:00Z' };
const token = 'uB1v7tQk0yq0m3bq2Zr8o9nXcK5dJ6hG4fS1aPwLxEo';

/** The part of the server that keeps location clients. */
const withClients =
  (...clients: LocationClient[]) =>
  (fake: FakeServer) => {
    let known = clients;
    fake.override = ({ method, path, body }): Answer | undefined => {
      if (!path.startsWith('/v1/location-clients')) return undefined;
      if (method === 'GET') return ok(known);
      if (method === 'DELETE') {
        known = known.filter((client) => !path.endsWith(client.id));
        return done;
      }
      const { name, networks } = body as { name: string; networks: string[] };
      if (networks.includes('8.8.8.8/32'))
        return refusal(422, 'invalid', '8.8.8.8/32 has public addresses in it.', { field: 'networks' });
      if (method === 'PUT') {
        const changed = known.map((client) => (path.endsWith(client.id) ? { ...client, name, networks, version: client.version + 1 } : client));
        known = changed;
        return ok(changed.find((client) => path.endsWith(client.id)));
      }
      if (name === carrier.name) return refusal(409, 'conflict', 'There is a location client of this name.', { field: 'name' });
      const client = { id: id(903), name, networks, version: 1, created_at: '2026-11-23T08:00:00Z' };
      known = [...known, client];
      return { status: 201, body: { client, token, url: 'https://phones.example/held' } };
    };
  };

describe('location clients', () => {
  it('are listed with when they last asked', async () => {
    openPortal('/policies/location-clients', withClients(unused, carrier));
    const list = await screen.findByRole('list', { name: 'Location clients' });
    const [first, second] = within(list).getAllByRole('listitem') as [HTMLElement, HTMLElement];
    expect(first).toHaveTextContent(/Access control.*Has not asked yet.*May not ask by private IP address/);
    expect(second).toHaveTextContent(/Carrier One.*last asked.*May ask by private IP address in 10\.4\.0\.0\/16, 10\.5\.0\.0\/16/);
    await expectAccessible();
  });

  it('are none at first, and say what they are for', async () => {
    openPortal('/policies/location-clients', withClients());
    expect(await screen.findByText('No location client yet')).toBeInTheDocument();
    await expectAccessible();
  });

  it('are added with a name, and the token is shown once to be copied', async () => {
    const { user, server } = openPortal('/policies/location-clients', withClients());
    await user.click(await screen.findByRole('button', { name: 'Add a location client' }));
    const form = await screen.findByRole('dialog');
    await user.click(within(form).getByRole('button', { name: 'Add' }));
    expect(within(form).getByText('Name is needed')).toBeInTheDocument();
    await expectAccessible();
    await user.type(within(form).getByLabelText('Name'), ' Carrier Two ');
    await user.type(within(form).getByLabelText(/Private networks/), '10.4.0.0/16{Enter}fd00:1::/48, ');
    await user.click(within(form).getByRole('button', { name: 'Add' }));
    const told = await screen.findByRole('dialog', { name: 'Set up Carrier Two' });
    expect(within(told).getByText(token)).toBeInTheDocument();
    expect(within(told).getByText('https://phones.example/held')).toBeInTheDocument();
    await expectAccessible();
    const copy = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    await user.click(within(told).getByRole('button', { name: 'Copy: Token' }));
    expect(copy).toHaveBeenCalledWith(token);
    await user.click(within(told).getByRole('button', { name: 'Done' }));
    await waitFor(() => expect(screen.queryByText(token)).not.toBeInTheDocument());
    expect(await screen.findByRole('list', { name: 'Location clients' })).toHaveTextContent('Carrier Two');
    expect(server.sentTo('POST', '/v1/location-clients')).toEqual([{ name: 'Carrier Two', networks: ['10.4.0.0/16', 'fd00:1::/48'] }]);
  });

  it('have a name each, which is said at the field', async () => {
    const { user } = openPortal('/policies/location-clients', withClients(carrier));
    await user.click(await screen.findByRole('button', { name: 'Add a location client' }));
    const form = await screen.findByRole('dialog');
    await user.type(within(form).getByLabelText('Name'), carrier.name);
    await user.click(within(form).getByRole('button', { name: 'Add' }));
    expect(await within(form).findAllByText('There is a location client of this name.')).not.toHaveLength(0);
    expect(within(form).getByLabelText('Name')).toHaveValue(carrier.name);
  });

  it('are changed, and a network that is none of private addresses is said at the field', async () => {
    const { user, server } = openPortal('/policies/location-clients', withClients(carrier));
    await user.click(await screen.findByRole('button', { name: `Actions for ${carrier.name}` }));
    await user.click(await screen.findByRole('menuitem', { name: 'Change' }));
    const form = await screen.findByRole('dialog', { name: 'Change Carrier One' });
    const networks = within(form).getByLabelText(/Private networks/);
    expect(networks).toHaveValue('10.4.0.0/16\n10.5.0.0/16');
    await expectAccessible();
    await user.clear(networks);
    await user.type(networks, '8.8.8.8/32');
    await user.click(within(form).getByRole('button', { name: 'Save' }));
    expect(await within(form).findAllByText(/has public addresses in it/)).not.toHaveLength(0);
    await user.clear(networks);
    await user.type(networks, '10.6.0.0/16');
    await user.click(within(form).getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Carrier One was changed.')).toBeInTheDocument();
    expect(await screen.findByText(/in 10\.6\.0\.0\/16/)).toBeInTheDocument();
    expect(server.sentTo('PUT', `/v1/location-clients/${carrier.id}`)).toEqual([
      { name: 'Carrier One', networks: ['8.8.8.8/32'], version: 3 },
      { name: 'Carrier One', networks: ['10.6.0.0/16'], version: 3 },
    ]);
  });

  it('are removed after it was said what that means', async () => {
    const { user, server } = openPortal('/policies/location-clients', withClients(carrier));
    await user.click(await screen.findByRole('button', { name: `Actions for ${carrier.name}` }));
    await user.click(await screen.findByRole('menuitem', { name: 'Remove' }));
    const question = await screen.findByRole('alertdialog', { name: 'Remove Carrier One?' });
    expect(question).toHaveTextContent('Its token is void at once');
    await expectAccessible();
    await user.click(within(question).getByRole('button', { name: 'Remove' }));
    expect(await screen.findByText('Carrier One was removed.')).toBeInTheDocument();
    expect(await screen.findByText('No location client yet')).toBeInTheDocument();
    expect(server.sentTo('DELETE', `/v1/location-clients/${carrier.id}`)).toHaveLength(1);
  });

  it('are not for the administrator of a site', async () => {
    const { server } = openPortal('/policies/location-clients', (fake) => {
      fake.me = { ...me, roles: { administrator: { of: 'site', site: LEEDS }, safety_team: false } };
    });
    expect(await screen.findByText('This page is for administrators')).toBeInTheDocument();
    expect(server.sentTo('GET', '/v1/location-clients')).toEqual([]);
  });

  it('stand beside the policies', async () => {
    const { user } = openPortal('/policies', withClients());
    const links = await screen.findByRole('navigation', { name: 'Policies' });
    await user.click(within(links).getByRole('link', { name: 'Location clients' }));
    expect(await screen.findByText('No location client yet')).toBeInTheDocument();
  });
});
