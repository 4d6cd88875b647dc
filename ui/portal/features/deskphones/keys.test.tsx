import { expectAccessible } from '@shared/test/render';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { LONG_NAME, me } from '../../test/data';
import { refusal } from '../../test/fakeServer';
import { deskPhones, phoneKeys } from '../../test/lines';
import { openPortal } from '../../test/render';

const [desk] = deskPhones as [(typeof deskPhones)[0]];
const path = `/v1/desk-phones/${desk.id}/keys`;
const [own, priyas, others] = phoneKeys.lines.map(({ line }) => line) as [string, string, string];

type Opened = ReturnType<typeof openPortal>;

async function openKeys({ user }: Opened): Promise<HTMLElement> {
  await user.click(await screen.findByRole('button', { name: 'Actions for Desk' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Keys' }));
  const dialog = await screen.findByRole('dialog', { name: 'Keys of Desk' });
  await within(dialog).findByRole('radiogroup');
  return dialog;
}

const rows = (dialog: HTMLElement) => within(within(dialog).getByRole('list')).getAllByRole('listitem');

describe('the keys of a telephone', () => {
  it('follow the lines, until they are laid out by keyboard', async () => {
    const opened = openPortal('/devices');
    const { user, server } = opened;
    const dialog = await openKeys(opened);
    expect(within(dialog).getByRole('radio', { name: 'Every line, by itself' })).toBeChecked();
    expect(within(dialog).queryByRole('list')).toBeNull();
    await user.click(within(dialog).getByRole('radio', { name: 'As laid out here' }));
    expect(rows(dialog)).toHaveLength(3);
    await expectAccessible();
    expect(within(dialog).getByRole('button', { name: `Move ${me.name} up` })).toBeDisabled();
    expect(within(dialog).getByRole('button', { name: `Move ${LONG_NAME} down` })).toBeDisabled();

    within(dialog).getByRole('button', { name: 'Move Priya Shah up' }).focus();
    await user.keyboard('{Enter}');
    expect(rows(dialog)[0]).toHaveTextContent('Priya Shah');
    expect(within(dialog).getByRole('status')).toHaveTextContent('Priya Shah is now 1 of 3.');
    // Its own button has no more to do: the focus is on the one beside it.
    await waitFor(() => expect(within(dialog).getByRole('button', { name: 'Move Priya Shah down' })).toHaveFocus());
    await user.keyboard('{Enter}');
    expect(rows(dialog)[1]).toHaveTextContent('Priya Shah');
    await waitFor(() => expect(within(dialog).getByRole('button', { name: 'Move Priya Shah down' })).toHaveFocus());
    await user.keyboard('{Enter}');
    expect(rows(dialog)[2]).toHaveTextContent('Priya Shah');
    await waitFor(() => expect(within(dialog).getByRole('button', { name: 'Move Priya Shah up' })).toHaveFocus());

    await user.type(within(dialog).getByLabelText(/^Label for Priya Shah/), ' Boss ');
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('The keys of Desk were saved.')).toBeInTheDocument();
    const keys = [{ line: own, label: '' }, { line: others, label: '' }, { line: priyas, label: 'Boss' }];
    expect(server.sentTo('PUT', path)).toEqual([{ keys, version: 1 }]);
    expect(server.sent.find(({ method }) => method === 'PUT')?.version).toBe(1);
  });

  it('are taken off, put back, and left to themselves again', async () => {
    const opened = openPortal('/devices', (fake) => {
      fake.lines.keys = { ...phoneKeys, by_hand: true, version: 7 };
    });
    const { user, server } = opened;
    const dialog = await openKeys(opened);
    await user.click(within(dialog).getByRole('button', { name: `Take ${me.name} off the keys` }));
    await waitFor(() => expect(within(dialog).getByRole('button', { name: 'Take Priya Shah off the keys' })).toHaveFocus());
    await user.keyboard('{Enter}');
    await waitFor(() => expect(within(dialog).getByRole('button', { name: `Take ${LONG_NAME} off the keys` })).toHaveFocus());
    await user.keyboard('{Enter}');
    expect(within(dialog).getByText('No line')).toBeInTheDocument();
    await user.click(within(dialog).getByRole('button', { name: /Add a line/ }));
    await user.click(await screen.findByRole('option', { name: /Priya Shah/ }));
    expect(rows(dialog)).toHaveLength(1);
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(server.sentTo('PUT', path)).toEqual([{ keys: [{ line: priyas, label: '' }], version: 7 }]));
    expect(server.sent.find(({ method }) => method === 'PUT')?.version).toBe(7);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());

    const again = await openKeys(opened);
    expect(rows(again)).toHaveLength(1);
    await user.click(within(again).getByRole('radio', { name: 'Every line, by itself' }));
    await user.click(within(again).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(server.sentTo('PUT', path)[1]).toEqual({ keys: null, version: 8 }));
  });

  it('are kept as they were typed when somebody else was faster, and saved over what they made', async () => {
    const opened = openPortal('/devices', (fake) => {
      fake.lines.keys = { ...phoneKeys, by_hand: true };
    });
    const { user, server } = opened;
    const dialog = await openKeys(opened);
    await user.type(within(dialog).getByLabelText(/^Label for Priya Shah/), 'Boss');
    server.lines.keys = { ...server.lines.keys, keys: [], version: 2 };
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    expect(await within(dialog).findByText(/Marcus Delgado changed this/)).toBeInTheDocument();
    expect(await within(dialog).findByText('Keys now')).toBeInTheDocument();
    await expectAccessible();
    expect(within(dialog).getByLabelText(/^Label for Priya Shah/)).toHaveValue('Boss');
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('The keys of Desk were saved.')).toBeInTheDocument();
    expect(server.sent.filter(({ method }) => method === 'PUT').map(({ version }) => version)).toEqual([1, 2]);
  });

  it('say so when they cannot be read, and try again', async () => {
    let isDown = true;
    const { user } = openPortal('/devices', (fake) => {
      fake.override = ({ path: asked }) => (asked === path && isDown ? refusal(503, 'unavailable') : undefined);
    });
    await user.click(await screen.findByRole('button', { name: 'Actions for Desk' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Keys' }));
    const dialog = await screen.findByRole('dialog', { name: 'Keys of Desk' });
    const retry = await within(dialog).findByRole('button', { name: 'Try again' });
    isDown = false;
    await user.click(retry);
    expect(await within(await screen.findByRole('dialog')).findByRole('radiogroup')).toBeInTheDocument();
  });

  it('of a common area are laid out by administrators', async () => {
    const wall = deskPhones[2];
    const { user, server } = openPortal(`/users/phones/${wall?.owner.id}`);
    await user.click(await screen.findByRole('button', { name: 'Actions for Wall' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Keys' }));
    const dialog = await screen.findByRole('dialog', { name: 'Keys of Wall' });
    await user.click(await within(dialog).findByRole('radio', { name: 'As laid out here' }));
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(server.sentTo('PUT', `/v1/desk-phones/${wall?.id}/keys`)).toHaveLength(1));
  });
});
