import { expectAccessible } from '@shared/test/render';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { DeskPhone } from '../../api/types';
import { refusal } from '../../test/fakeServer';
import { deskPhones } from '../../test/lines';
import { FakeStream, openPortal } from '../../test/render';

const [desk] = deskPhones as [DeskPhone];
const path = `/v1/desk-phones/${desk.id}/provisioning`;
const ADDRESS = 'https://phones.harrier.example/p/7k2m-9x4w-8b3n';
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

/** What happens to the telephone meanwhile. */
const tell = (seq: number, provisioning?: DeskPhone['provisioning']) =>
  FakeStream.last?.send({ seq, change: 'put', entity: { kind: 'desk_phone', value: provisioning == null ? desk : { ...desk, provisioning } } });

async function openDialog(setUp?: Parameters<typeof openPortal>[1]) {
  const opened = openPortal('/devices', setUp);
  await opened.user.click(await screen.findByRole('button', { name: 'Actions for Desk' }));
  await opened.user.click(await screen.findByRole('menuitem', { name: 'Set up by address' }));
  return { ...opened, dialog: await screen.findByRole('dialog', { name: 'Set up Desk by address' }) };
}

const withAddress = (provisioning: DeskPhone['provisioning']) => (fake: Parameters<NonNullable<Parameters<typeof openPortal>[1]>>[0]) => {
  fake.lines.deskPhones = fake.lines.deskPhones.map((each) => (each.id === desk.id && provisioning != null ? { ...each, provisioning } : each));
};

describe('a telephone that is set up by address', () => {
  it('changes nothing before it is asked for, then has an address to type, and says when it was used', async () => {
    const { user, server, dialog } = await openDialog();
    expect(server.sentTo('POST', path)).toEqual([]);
    expect(within(dialog).queryByRole('button', { name: 'Withdraw the address' })).toBeNull();
    await user.click(within(dialog).getByRole('button', { name: 'Make the address' }));
    expect(await within(dialog).findByText(ADDRESS)).toBeInTheDocument();
    for (const maker of ['Yealink:', 'Poly:', 'Grandstream:', 'Others:']) expect(within(dialog).getByText(maker)).toBeInTheDocument();
    await expectAccessible();
    await user.click(within(dialog).getByRole('button', { name: 'Copy: Address' }));
    expect(await navigator.clipboard.readText()).toBe(ADDRESS);

    tell(2, { valid_until: inHours(24) });
    expect(await within(dialog).findByText(/Can be set up by its address\. That ends/)).toBeInTheDocument();
    tell(3, { valid_until: inHours(24), fetched: { at: inHours(0), from: '192.0.2.40', maker: 'yealink' } });
    expect(await within(dialog).findByText(/Set up by its address .*from 192\.0\.2\.40 \(Yealink\)\./)).toBeInTheDocument();
    expect(within(dialog).queryByText('Yealink:')).toBeNull();
    expect(within(dialog).queryByRole('button', { name: 'Withdraw the address' })).toBeNull();
    await user.click(within(dialog).getByRole('button', { name: 'Done' }));
    await waitFor(() => expect(screen.queryByText(ADDRESS)).toBeNull());
    expect(screen.getByText(/from 192\.0\.2\.40/)).toBeInTheDocument();
  });

  it('has its unused address replaced or withdrawn', async () => {
    const { user, server, dialog } = await openDialog(withAddress({ valid_until: inHours(5) }));
    expect(within(dialog).getByText(/made before and not used yet/)).toBeInTheDocument();
    expect(within(dialog).getByRole('button', { name: 'Make a new address' })).toBeInTheDocument();
    await user.click(within(dialog).getByRole('button', { name: 'Withdraw the address' }));
    await waitFor(() => expect(server.sent.filter(({ method }) => method === 'DELETE').map((sent) => sent.path)).toEqual([path]));
    tell(2);
    expect(await within(dialog).findByRole('button', { name: 'Make the address' })).toBeInTheDocument();
    expect(within(dialog).queryByText(/made before/)).toBeNull();
  });

  it('says on its card that its address has expired, or until when it is good', async () => {
    openPortal('/devices', withAddress({ valid_until: inHours(-1) }));
    expect(await screen.findByText('Its address has expired. Make a new one.')).toBeInTheDocument();
    tell(2, { valid_until: inHours(23.5) });
    expect(await screen.findByText(/That ends/)).toHaveTextContent('Can be set up by its address. That ends in 23 hours.');
  });

  it('is not set up in clear, and the server says what to do', async () => {
    const { user, dialog } = await openDialog((fake) => {
      fake.override = ({ method, path: asked }) =>
        method === 'POST' && asked === path ? refusal(403, 'needs_tls', 'Set TLS up on the server.') : undefined;
    });
    await user.click(within(dialog).getByRole('button', { name: 'Make the address' }));
    expect(await within(dialog).findByText('This needs https.')).toBeInTheDocument();
    expect(within(dialog).getByText(/Set TLS up on the server\./)).toBeInTheDocument();
    await expectAccessible();
  });
});
