import { expectAccessible } from '@shared/test/render';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { devices, me, personal, proposal } from '../../test/data';
import { refusal } from '../../test/fakeServer';
import { FakeStream, openPortal } from '../../test/render';

describe('Emergency', () => {
  it('says for each device where its calls go, and why', async () => {
    const { user } = openPortal('/emergency');
    const statements = await screen.findAllByText(/Emergency calls from/);
    expect(statements.map(({ textContent }) => textContent)).toEqual([
      'Emergency calls from Ada’s laptop go to 4, 12 Mill Lane, Leeds, LS1 4DY',
      expect.stringMatching(/^Emergency calls from Tablet .* go to 12 Mill Lane, Leeds, LS1 4DY$/),
    ]);
    await user.click(screen.getByRole('button', { name: 'Why this location?' }));
    expect(screen.getByText(/You said that this is the place/)).toBeInTheDocument();
    expect(screen.getByText(/Without it, calls would carry 12 Mill Lane/)).toBeInTheDocument();
    await expectAccessible();
  });

  it('has the owner of a desk phone say where it is, and shows it among no computers', async () => {
    const seen = { ip: '203.0.113.7', through_tunnel: false };
    const { user } = openPortal('/emergency', (fake) => {
      const [laptop] = devices;
      if (!laptop?.location) throw new Error('the laptop has been identified');
      const { network } = laptop.location.evidence;
      const evidence = { public_ip: seen, network: { ...network, interface: '', gateway: null, wifi: null, switch_port: null, mac: null, addresses: [], dns_suffixes: [] } };
      const encounter = { encounter: 'add' as const, portable: false };
      fake.devices = [{ ...laptop, name: 'Desk', is_desk_phone: true, location: { ...laptop.location, evidence, encounter } }];
    });
    await user.click(await screen.findByRole('link', { name: 'Answer now where Desk is' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'Where is Desk?' })).toBeInTheDocument();
    expect(screen.getAllByText(/203\.0\.113\.7/)[0]).toBeInTheDocument();
    await expectAccessible();
    await user.click(screen.getByRole('link', { name: 'Devices' }));
    expect(await screen.findByText('No device yet')).toBeInTheDocument();
  });

  it('says of a telephone that is registered twice where its calls go from each', async () => {
    openPortal('/emergency', (fake) => {
      const [laptop] = devices;
      if (!laptop?.location) throw new Error('the laptop has been identified');
      const { location } = laptop;
      const seen = { ip: '198.51.100.9', through_tunnel: false };
      const evidence = { public_ip: seen, network: { ...location.evidence.network, interface: '', gateway: null, wifi: null, dns_suffixes: [], addresses: [] } };
      const elsewhere = { country: 'GB', hno: '3', rd: 'Quay Street', a3: 'Whitby' };
      const carried = location.dispatch.location;
      if (!carried) throw new Error('the laptop has an address');
      const dispatch = { ...location.dispatch, location: { ...carried, address: elsewhere } };
      const older = [
        { ...location, network_key: 'there', evidence, dispatch },
        { ...location, network_key: 'nowhere', evidence, dispatch: { skipped: [] } },
      ];
      fake.devices = [{ ...laptop, name: 'Desk', is_desk_phone: true, older_registrations: older }];
    });
    expect(await screen.findByText(/^Emergency calls from/)).toHaveTextContent('Desk');
    expect(screen.getByText(/Emergency calls from there go to/)).toHaveTextContent('198.51.100.9 as well. Emergency calls from there go to 3 Quay Street, Whitby');
    expect(screen.getByText(/No address is known for emergency calls from there/)).toBeInTheDocument();
    expect(screen.getAllByRole('button', { name: 'Why this location?' })).toHaveLength(3);
    await expectAccessible();
  });

  it('says plainly that no address is known', async () => {
    openPortal('/emergency', (fake) => {
      const [laptop] = devices;
      if (laptop?.location) fake.devices = [{ ...laptop, location: { ...laptop.location, dispatch: { skipped: [] } } }];
    });
    expect(await screen.findByText(/you would have to say where you are/)).toBeInTheDocument();
  });

  it('adds an address once it is whole, and names it by an identifier of its own', async () => {
    const { user, server } = openPortal('/emergency');
    await user.click(await screen.findByRole('button', { name: 'Add an address' }));
    const dialog = await screen.findByRole('dialog');
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    expect(within(dialog).getByText('Street is needed')).toBeInTheDocument();
    expect(server.sentTo('POST', '/v1/personal-locations')).toEqual([]);
    await expectAccessible();
    await user.type(within(dialog).getByLabelText('Name'), ' Cottage ');
    await user.type(within(dialog).getByLabelText('Street'), 'Shore Road');
    await user.type(within(dialog).getByLabelText('Town'), 'Whitby');
    await user.type(within(dialog).getByLabelText('Postcode'), 'YO21 3PU');
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(server.sentTo('POST', '/v1/personal-locations')).toEqual([
      { id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string, name: 'Cottage', address: { country: 'GB', rd: 'Shore Road', a3: 'Whitby', pc: 'YO21 3PU' } },
    ]);
  });

  it('makes an address the default, and shows it when the server says so', async () => {
    const { user, server } = openPortal('/emergency');
    await user.click(await screen.findByRole('button', { name: 'Actions for Home' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Make it my default' }));
    await waitFor(() => expect(server.sentTo('PUT', '/v1/me/default-address')).toEqual([{ personal: personal[0]?.id }]));
    expect(screen.queryByText('Default')).not.toBeInTheDocument();
    FakeStream.last?.send({ seq: 2, change: 'put', entity: { kind: 'me', value: { ...me, default_address: personal[0]?.id } } });
    expect(await screen.findByText('Default')).toBeInTheDocument();
  });

  it('asks before it deletes, and says why it could not', async () => {
    const { user } = openPortal('/emergency', (fake) => {
      fake.override = ({ method }) => (method === 'DELETE' ? refusal(503, 'unavailable') : undefined);
    });
    await user.click(await screen.findByRole('button', { name: 'Actions for Home' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Delete' }));
    await user.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Delete' }));
    expect(await screen.findByText(/The server cannot answer now/)).toBeInTheDocument();
  });

  it('withdraws a proposal that waits, and shows the reason of a rejected one', async () => {
    const waiting = proposal(200);
    const { user, server } = openPortal('/emergency', (fake) => {
      fake.mine = [waiting, proposal(201, { state: 'rejected', reason: 'The car park.', by: me.id, at: new Date().toISOString() } as never)];
    });
    expect(await screen.findByText('Rejected: The car park.')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Withdraw Proposed room 200' }));
    await waitFor(() => expect(server.sentTo('POST', `/v1/proposals/${waiting.id}/withdraw`)).toEqual([{ version: 1 }]));
  });
});
