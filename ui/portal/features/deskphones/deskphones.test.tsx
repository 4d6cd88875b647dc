import { expectAccessible } from '@shared/test/render';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { DeskPhoneCredentials } from '../../api/types';
import { refusal } from '../../test/fakeServer';
import { id, me } from '../../test/data';
import { deskPhones, servers } from '../../test/lines';
import { FakeStream, openPortal } from '../../test/render';
import { baresipAccount, linphoneSettings } from './howTo';

const [desk, kitchen, wall] = deskPhones as [(typeof deskPhones)[0], (typeof deskPhones)[0], (typeof deskPhones)[0]];

const phonesShown = () => screen.findByRole('list', { name: 'Telephones' });

describe('one’s own telephones', () => {
  it('say where they are registered, and follow what happens', async () => {
    openPortal('/devices');
    const list = await phonesShown();
    const [first, second] = within(list).getAllByRole('listitem');
    expect(first).toHaveTextContent('Registered');
    expect(first).toHaveTextContent('baresip v1.0.0 at 192.0.2.17:5060 since');
    expect(first).toHaveTextContent(', encrypted');
    expect(second).toHaveTextContent('Not registered');
    expect(within(list).queryByText('Wall')).toBeNull();
    await expectAccessible();
    const place = { address: '[2001:db8::7]:5060', encrypted: false, software: '', since: new Date().toISOString() };
    FakeStream.last?.send({ seq: 2, change: 'put', entity: { kind: 'desk_phone', value: { ...kitchen, places: [place] } } });
    expect(await within(list).findByText(/A phone that does not say what it is at \[2001:db8::7\]:5060/)).toHaveTextContent('not encrypted');
    FakeStream.last?.send({ seq: 3, change: 'removed', key: { kind: 'desk_phone', id: kitchen.id } });
    await waitFor(() => expect(within(list).getAllByRole('listitem')).toHaveLength(1));
  });

  it('are added, and their password is shown once with what to do with it', async () => {
    const { user, server } = openPortal('/devices');
    await user.click(await screen.findByRole('button', { name: 'Add a telephone' }));
    const asked = await screen.findByRole('dialog', { name: 'Add a telephone' });
    await user.click(within(asked).getByRole('button', { name: 'Add' }));
    expect(within(asked).getByText('Name is needed')).toBeInTheDocument();
    await user.type(within(asked).getByLabelText('Name'), ' Softphone ');
    await user.click(within(asked).getByRole('button', { name: 'Add' }));
    const told = await screen.findByRole('dialog', { name: 'Set up Softphone' });
    expect(server.sentTo('POST', '/v1/desk-phones')).toMatchObject([{ name: 'Softphone', owner: { kind: 'user', id: me.id } }]);
    expect(within(told).getByText('k7m2p9x4w8b3n6r5t2v7')).toBeInTheDocument();
    await expectAccessible();
    await user.click(within(told).getByRole('button', { name: 'Copy: Password' }));
    expect(await navigator.clipboard.readText()).toBe('k7m2p9x4w8b3n6r5t2v7');
    await user.click(within(told).getByRole('button', { name: 'With baresip' }));
    expect(within(told).getByRole('region', { name: 'Account for baresip' })).toHaveTextContent('sip:ada-7k2m@192.0.2.1:5061;transport=tls');
    await user.click(within(told).getByRole('button', { name: 'Done' }));
    await waitFor(() => expect(screen.queryByText('k7m2p9x4w8b3n6r5t2v7')).toBeNull());
  });

  it('are asked for again under the same identifier when the answer was lost', async () => {
    let isFirst = true;
    const { user, server } = openPortal('/devices', (fake) => {
      fake.override = ({ method, path }) => {
        if (method !== 'POST' || path !== '/v1/desk-phones' || !isFirst) return undefined;
        isFirst = false;
        return refusal(503, 'unavailable');
      };
    });
    await user.click(await screen.findByRole('button', { name: 'Add a telephone' }));
    const asked = await screen.findByRole('dialog');
    await user.type(within(asked).getByLabelText('Name'), 'Desk 2');
    await user.click(within(asked).getByRole('button', { name: 'Add' }));
    expect(await within(asked).findByText('The server cannot answer now.')).toBeInTheDocument();
    await user.click(within(asked).getByRole('button', { name: 'Add' }));
    await screen.findByRole('dialog', { name: 'Set up Desk 2' });
    const [lost, again] = server.sentTo('POST', '/v1/desk-phones') as { id: string }[];
    expect(again?.id).toBe(lost?.id);
  });

  it('are renamed and stop ringing in the version that was read', async () => {
    const { user, server } = openPortal('/devices');
    await user.click(await screen.findByRole('switch', { name: 'Calls ring on Desk' }));
    const path = `/v1/desk-phones/${desk.id}`;
    await waitFor(() => expect(server.sentTo('PUT', path)).toEqual([{ name: 'Desk', rings: false, version: 3 }]));
    expect(server.sent.find(({ method }) => method === 'PUT')?.version).toBe(3);
    const [changed] = server.lines.deskPhones;
    FakeStream.last?.send({ seq: 2, change: 'put', entity: { kind: 'desk_phone', value: changed } });
    await waitFor(() => expect(screen.getByRole('switch', { name: 'Calls ring on Desk' })).not.toBeChecked());
    await user.click(screen.getByRole('button', { name: 'Actions for Desk' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Rename' }));
    const dialog = await screen.findByRole('dialog', { name: 'Rename Desk' });
    await user.clear(within(dialog).getByLabelText('Name'));
    await user.type(within(dialog).getByLabelText('Name'), 'Study');
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(server.sentTo('PUT', path)[1]).toEqual({ name: 'Study', rings: false, version: 4 }));
    expect(server.sent.filter(({ method }) => method === 'PUT')[1]?.version).toBe(4);
  });

  it('have encrypted calls only, where somebody wants that', async () => {
    const { user, server } = openPortal('/devices');
    await user.click(await screen.findByRole('switch', { name: 'Encrypted calls only on Desk, except emergency calls' }));
    const path = `/v1/desk-phones/${desk.id}`;
    await waitFor(() => expect(server.sentTo('PUT', path)).toEqual([{ name: 'Desk', rings: true, requires_encryption: true, version: 3 }]));
    FakeStream.last?.send({ seq: 2, change: 'put', entity: { kind: 'desk_phone', value: server.lines.deskPhones[0] } });
    await waitFor(() => expect(screen.getByRole('switch', { name: 'Encrypted calls only on Desk, except emergency calls' })).toBeChecked());
  });

  it('get a new password, or go, after it was said what that means', async () => {
    const { user, server } = openPortal('/devices');
    await user.click(await screen.findByRole('button', { name: 'Actions for Desk' }));
    await user.click(await screen.findByRole('menuitem', { name: 'New password' }));
    const asked = await screen.findByRole('alertdialog', { name: 'Make a new password for Desk?' });
    await user.click(within(asked).getByRole('button', { name: 'New password' }));
    const told = await screen.findByRole('dialog', { name: 'Set up Desk' });
    await user.click(within(told).getByRole('button', { name: 'Done' }));
    await user.click(await screen.findByRole('button', { name: 'Actions for Desk' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Remove' }));
    const leaving = await screen.findByRole('alertdialog', { name: 'Remove Desk?' });
    await user.click(within(leaving).getByRole('button', { name: 'Remove' }));
    expect(await screen.findByText('Desk was removed.')).toBeInTheDocument();
    expect(server.sent.filter(({ method }) => method === 'DELETE').map(({ path }) => path)).toEqual([`/v1/desk-phones/${desk.id}`]);
  });

  it('are not added without a licence, and it says why', async () => {
    const { user } = openPortal('/devices', (fake) => {
      fake.me = { ...me, licensed: false };
    });
    expect(await screen.findByText(/You have no phone licence/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Add a telephone' })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Actions for Desk' }));
    await screen.findByRole('menuitem', { name: 'Remove' });
    expect(screen.queryByRole('menuitem', { name: 'New password' })).toBeNull();
  });
});

describe('telephones of others', () => {
  it('are looked after by administrators: of a common area', async () => {
    const { user, server } = openPortal(`/users/phones/${wall.owner.id}`);
    expect(within(await phonesShown()).getByText('reception-b3n6')).toBeInTheDocument();
    await expectAccessible();
    await user.click(screen.getByRole('button', { name: 'Add a telephone' }));
    const asked = await screen.findByRole('dialog');
    await user.type(within(asked).getByLabelText('Name'), 'Desk');
    await user.click(within(asked).getByRole('button', { name: 'Add' }));
    await user.click(await screen.findByRole('button', { name: 'Done' }));
    await waitFor(() => expect(screen.getAllByRole('button', { name: /^Actions for/ })).toHaveLength(2));
    expect(server.sentTo('POST', '/v1/desk-phones')).toMatchObject([{ owner: wall.owner }]);
  });

  it('of a common area are where an administrator says', async () => {
    const { user, server } = openPortal(`/users/phones/${wall.owner.id}`, (fake) => {
      fake.override = ({ method, path }) => {
        if (method !== 'GET' || path !== '/v1/desk-phones') return undefined;
        return { status: 200, body: [{ ...wall, location: { location: id(70), name: 'Ground floor', holds: false } }] };
      };
    });
    expect(await screen.findByText(/It has left the network in which it was at Ground floor/)).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: /^Actions for/ }));
    await user.click(await screen.findByRole('menuitem', { name: 'Say where it is' }));
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByRole('combobox', { name: /^Location/ })).toHaveValue('Ground floor');
    await expectAccessible();
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(server.sentTo('PUT', `/v1/desk-phones/${wall.id}/location`)).toEqual([{ location: id(70) }]));
  });

  it('of a common area have a place in each network in which they are registered', async () => {
    const at = (address: string, said?: { location: string; name: string }) => ({ ...desk.places[0], address, encrypted: false, software: 'x', since: new Date().toISOString(), said });
    const ground = { location: id(70), name: 'Ground floor' };
    const { user, server } = openPortal(`/users/phones/${wall.owner.id}`, (fake) => {
      fake.override = ({ method, path }) => {
        if (method !== 'GET' || path !== '/v1/desk-phones') return undefined;
        const places = [at('192.0.2.17:5060', ground), at('192.0.2.17:5070', ground), at('[2001:db8::7]:5060')];
        return { status: 200, body: [{ ...wall, places, location: { ...ground, holds: false } }] };
      };
    });
    expect(await screen.findByText(/From 192\.0\.2\.17 emergency calls go to/)).toHaveTextContent('Ground floor');
    expect(screen.getByText(/From 2001:db8::7 emergency calls go to the site/)).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: /^Actions for/ }));
    await user.click(await screen.findByRole('menuitem', { name: 'Say where it is' }));
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByRole('radio', { name: '2001:db8::7' })).toBeChecked();
    expect(within(dialog).getByRole('combobox', { name: /^Location/ })).toHaveValue('');
    await user.click(within(dialog).getByRole('radio', { name: '192.0.2.17' }));
    expect(within(dialog).getByRole('combobox', { name: /^Location/ })).toHaveValue('Ground floor');
    await expectAccessible();
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(server.sentTo('PUT', `/v1/desk-phones/${wall.id}/location`)).toEqual([{ location: id(70), address: '192.0.2.17:0' }]),
    );
  });

  it('are looked after by administrators: of a user', async () => {
    openPortal(`/shared-lines/${me.id}`);
    expect(within(await phonesShown()).getAllByRole('listitem')).toHaveLength(2);
    await expectAccessible();
  });
});

describe('what is typed into a phone', () => {
  const credentials: DeskPhoneCredentials = { phone: desk, password: 'secret', domain: 'harrier.example', servers };

  it('names the best way to the server', () => {
    expect(baresipAccount(credentials)).toBe('<sip:ada-4h9x@192.0.2.1:5061;transport=tls>;auth_user=ada-4h9x;auth_pass=secret;regint=600');
    expect(linphoneSettings(credentials)).toContain('reg_proxy=<sip:192.0.2.1:5061;transport=tls>\nreg_identity=sip:ada-4h9x@harrier.example\n');
  });

  it('says nothing of the transport where that is UDP, and goes by the domain where no server is known', () => {
    expect(baresipAccount({ ...credentials, servers: servers.slice(2) })).toMatch(/^<sip:ada-4h9x@192\.0\.2\.1:5060>;/);
    expect(linphoneSettings({ ...credentials, servers: [] })).toContain('reg_proxy=<sip:harrier.example>\n');
  });
});
