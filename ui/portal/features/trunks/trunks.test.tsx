import { expectAccessible } from '@shared/test/render';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Trunk, TrunkState } from '../../api/types';
import { id, LEEDS, me } from '../../test/data';
import { type Answer, done, type FakeServer, ok, refusal } from '../../test/fakeServer';
import { openPortal } from '../../test/render';

const LAST = 'This is the last trunk to the emergency services.';

const state = (status: TrunkState['status'], more: Partial<TrunkState> = {}): TrunkState => ({
  status,
  is_usable: ['not_asked', 'registered', 'answering'].includes(status),
  since: '2026-11-22T08:00:00Z',
  addresses: ['192.0.2.10:5060'],
  ...more,
});

const carrier: Trunk = {
  id: id(951),
  settings: {
    name: 'Carrier One',
    host: 'sip.carrier.example',
    transport: 'auto',
    user: 'roam',
    registers: true,
    priority: 10,
    ordinary: true,
    emergency: { asks_for: 'dialled', location: 'value', number: '112', screening: false },
    sources: ['198.51.100.0/28'],
    caller_id: 'e164',
    codecs: [],
    check_seconds: 60,
  },
  secret: 'kept',
  tls_key: 'none',
  is_fixed: false,
  version: 3,
  state: state('registered'),
};
const fixed: Trunk = {
  ...carrier,
  id: id(952),
  settings: { name: '1. backup.example', host: 'backup.example', ordinary: true },
  secret: 'none',
  is_fixed: true,
  state: state('refused', { is_usable: false, code: 403, reason: 'Forbidden' }),
};

/** The part of the server that keeps trunks. */
const withTrunks =
  (...trunks: Trunk[]) =>
  (fake: FakeServer) => {
    let known = trunks;
    fake.override = ({ method, path, query, body }): Answer | undefined => {
      if (!path.startsWith('/v1/trunks')) return undefined;
      if (method === 'GET') return ok(known);
      if (path.endsWith('/check'))
        return ok({ code: 200, reason: 'OK', address: '192.0.2.10:5060', transport: 'udp', milliseconds: 12, state: state('answering') });
      const { settings, secret } = (body ?? {}) as { settings?: Trunk['settings']; secret?: string | null };
      const isLast = known.length === 1 && (method === 'DELETE' || settings?.emergency === undefined);
      if (method !== 'POST' && isLast && query.get('confirm') !== 'true') return refusal(409, 'needs_confirmation', LAST);
      if (method === 'DELETE') {
        known = known.filter((trunk) => !path.endsWith(trunk.id));
        return done;
      }
      if (settings?.host === 'sip:x') return refusal(422, 'invalid', 'Write the host alone.', { field: 'settings.host' });
      if (method === 'POST') {
        const made = { ...carrier, id: id(953), settings: settings ?? carrier.settings, secret: secret ? ('kept' as const) : ('none' as const), version: 1 };
        known = [...known, made];
        return { status: 201, body: made };
      }
      known = known.map((trunk) => (path.endsWith(trunk.id) ? { ...trunk, settings: settings ?? trunk.settings, version: trunk.version + 1 } : trunk));
      return ok(known.find((trunk) => path.endsWith(trunk.id)));
    };
  };

const PAGE = '/policies/trunks';

describe('trunks', () => {
  it('are listed with how they are in words, and since when', async () => {
    openPortal(PAGE, withTrunks(fixed, carrier));
    const list = await screen.findByRole('list', { name: 'Trunks' });
    const [first, second] = within(list).getAllByRole('listitem') as [HTMLElement, HTMLElement];
    expect(first).toHaveTextContent(/backup\.example.*Registration refused.*Ordinary calls.*It said: 403 Forbidden\..*Since .*--trunk/);
    expect(within(first).queryByRole('button', { name: /Actions/ })).not.toBeInTheDocument();
    expect(second).toHaveTextContent(/Carrier One.*Registered.*Ordinary and emergency calls · sip\.carrier\.example.*At 192\.0\.2\.10:5060/);
    expect(screen.queryByText(/No trunk here leads to the emergency services/)).not.toBeInTheDocument();
    await expectAccessible();
  });

  it('are none at first, and say what that means for calls', async () => {
    openPortal(PAGE, withTrunks());
    expect(await screen.findByText('No trunk yet')).toBeInTheDocument();
    expect(screen.getByText(/no emergency call can leave/)).toBeInTheDocument();
    await expectAccessible();
  });

  it('say where none of them leads to the emergency services', async () => {
    openPortal(PAGE, withTrunks(fixed));
    expect(await screen.findByText(/No trunk here leads to the emergency services/)).toBeInTheDocument();
  });

  it('are added with what was typed, and what is wrong is said at its field', async () => {
    const { user, server } = openPortal(PAGE, withTrunks());
    await user.click(await screen.findByRole('button', { name: 'Add a trunk' }));
    const form = await screen.findByRole('dialog');
    await user.type(within(form).getByLabelText('Name'), ' Carrier Two ');
    await user.type(within(form).getByLabelText('Host'), 'sip:x');
    await user.click(within(form).getByRole('button', { name: 'Add' }));
    expect(await within(form).findAllByText('Write the host alone.')).not.toHaveLength(0);
    await expectAccessible();
    await user.clear(within(form).getByLabelText('Host'));
    await user.type(within(form).getByLabelText('Host'), 'carrier.example');
    await user.type(within(form).getByLabelText(/^User/), 'roam');
    await user.type(within(form).getByLabelText(/^Password/), 'secret');
    await user.click(within(form).getByRole('checkbox', { name: 'It leads to the emergency services' }));
    await user.type(within(form).getByLabelText(/Emergency number there/), '112');
    await user.click(within(form).getByRole('button', { name: 'Add' }));
    expect(await screen.findByText('Carrier Two was added.')).toBeInTheDocument();
    expect(server.sentTo('POST', '/v1/trunks').at(-1)).toEqual({
      settings: {
        name: 'Carrier Two',
        host: 'carrier.example',
        transport: 'auto',
        user: 'roam',
        registers: false,
        priority: 10,
        ordinary: true,
        emergency: { asks_for: 'dialled', location: 'value', number: '112', screening: false },
        sources: [],
        codecs: [],
        requires_encryption: false,
        caller_id: 'e164',
        check_seconds: 60,
      },
      secret: 'secret',
    });
  });

  it('are changed, and their passwords stay where none is typed', async () => {
    const { user, server } = openPortal(PAGE, withTrunks(fixed, carrier));
    await user.click(await screen.findByRole('button', { name: 'Actions for Carrier One' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Change' }));
    const form = await screen.findByRole('dialog', { name: 'Change Carrier One' });
    expect(within(form).getByLabelText(/^Password/)).toHaveValue('');
    await user.click(within(form).getByRole('button', { name: 'Order, checks, sound and caller ID' }));
    expect(within(form).getByLabelText(/More addresses/)).toHaveValue('198.51.100.0/28');
    await user.type(within(form).getByLabelText(/Most calls/), '30');
    await user.click(within(form).getByRole('checkbox', { name: 'Encrypted calls only (SRTP)' }));
    await expectAccessible();
    await user.click(within(form).getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Carrier One was changed.')).toBeInTheDocument();
    expect(server.sentTo('PATCH', `/v1/trunks/${carrier.id}`)).toEqual([
      { settings: { ...carrier.settings, most_calls: 30, requires_encryption: true }, version: 3 },
    ]);
  });

  it('are asked back for before the last way to the emergency services is taken away', async () => {
    const { user, server } = openPortal(PAGE, withTrunks(carrier));
    await user.click(await screen.findByRole('button', { name: 'Actions for Carrier One' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Remove' }));
    const question = await screen.findByRole('alertdialog', { name: 'Remove Carrier One?' });
    expect(question).toHaveTextContent('Calls in progress go on');
    await user.click(within(question).getByRole('button', { name: 'Remove' }));
    expect(await within(question).findByText(LAST)).toBeInTheDocument();
    await expectAccessible();
    await user.click(within(question).getByRole('button', { name: 'Remove' }));
    expect(await screen.findByText('No trunk yet')).toBeInTheDocument();
    expect(server.sentTo('DELETE', `/v1/trunks/${carrier.id}`)).toHaveLength(2);
  });

  it('are asked back for before a change does so', async () => {
    const { user, server } = openPortal(PAGE, withTrunks(carrier));
    await user.click(await screen.findByRole('button', { name: 'Actions for Carrier One' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Change' }));
    const form = await screen.findByRole('dialog', { name: 'Change Carrier One' });
    await user.click(within(form).getByRole('checkbox', { name: 'It leads to the emergency services' }));
    await user.click(within(form).getByRole('button', { name: 'Save' }));
    const question = await screen.findByRole('alertdialog');
    expect(question).toHaveTextContent(LAST);
    await user.click(within(question).getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Carrier One was changed.')).toBeInTheDocument();
    expect(server.sentTo('PATCH', `/v1/trunks/${carrier.id}`)).toHaveLength(2);
  });

  it('are tested, and what came is shown', async () => {
    const { user } = openPortal(PAGE, withTrunks(fixed, carrier));
    await user.click(await screen.findByRole('button', { name: 'Test Carrier One' }));
    const told = await screen.findByRole('dialog', { name: 'Test of Carrier One' });
    expect(told).toHaveTextContent(/It answers\..*200 OK.*192\.0\.2\.10:5060, UDP.*12 ms/);
    await expectAccessible();
    await user.click(within(told).getByRole('button', { name: 'Done' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  });

  it('are not for the administrator of a site', async () => {
    const { server } = openPortal(PAGE, (fake) => {
      fake.me = { ...me, roles: { administrator: { of: 'site', site: LEEDS }, safety_team: false } };
    });
    expect(await screen.findByText('This page is for administrators')).toBeInTheDocument();
    expect(server.sentTo('GET', '/v1/trunks')).toEqual([]);
  });
});
