import { expectAccessible } from '@shared/test/render';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { home, me, scenarios } from '../../scenarios.fake';
import { failure, renderApp } from '../../test/renderApp';

type Window = Awaited<ReturnType<typeof renderApp>>;

async function choose({ user }: Window, of: string, action: string) {
  await user.click(screen.getByRole('button', { name: `Actions for ${of}` }));
  await user.click(await screen.findByRole('menuitem', { name: action }));
}

describe('addresses', () => {
  it('are listed with the default marked and their networks counted', async () => {
    await renderApp('settled', { route: 'addresses' });
    const first = screen.getByRole('heading', { level: 2, name: /^Home/ }).closest('li') as HTMLElement;
    expect(first).toHaveTextContent('Default address');
    expect(first).toHaveTextContent('2 networks reported for it');
  });

  it('are added in a dialog, which stays open with what is wrong', async () => {
    const window = await renderApp('no_addresses', {
      route: 'addresses',
      onAction: () => failure('The address is not complete.', [{ field: 'address.pc', message: 'That is no postcode.' }]),
    });
    const { user, bridge } = window;
    await user.click(screen.getByRole('button', { name: 'Add an address' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Add an address' }));
    await expectAccessible();
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(bridge.acted).toEqual([]);
    await user.type(dialog.getByRole('textbox', { name: 'Name' }), 'Studio');
    await user.type(dialog.getByRole('textbox', { name: 'Street' }), 'Cross Green Lane');
    await user.type(dialog.getByRole('textbox', { name: 'Town' }), 'Leeds');
    await user.type(dialog.getByRole('textbox', { name: 'Postcode' }), 'x');
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(bridge.acted).toMatchObject([
      { action: 'add_personal', name: 'Studio', address: { country: 'GB', rd: 'Cross Green Lane', a3: 'Leeds', pc: 'x' } },
    ]);
    await waitFor(() =>
      expect(dialog.getByRole('textbox', { name: 'Postcode' })).toHaveAccessibleDescription('That is no postcode.'),
    );
  });

  it('are edited with the version that was read', async () => {
    const window = await renderApp('settled', { route: 'addresses' });
    await choose(window, 'Home', 'Edit Home');
    const dialog = within(await screen.findByRole('dialog', { name: 'Edit Home' }));
    const name = dialog.getByRole('textbox', { name: 'Name' });
    await window.user.clear(name);
    await window.user.type(name, 'Our house');
    await window.user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(window.bridge.acted).toEqual([
      { action: 'edit_personal', personal: home.id, version: home.version, name: 'Our house', address: home.address },
    ]);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('are deleted after a question that says what follows', async () => {
    const window = await renderApp('settled', { route: 'addresses' });
    await choose(window, 'Home', 'Delete Home');
    const dialog = within(await screen.findByRole('alertdialog', { name: 'Delete Home?' }));
    expect(dialog.getByText('The 2 networks that were reported for it will be asked for again.')).toBeVisible();
    await window.user.click(dialog.getByRole('button', { name: 'Cancel' }));
    expect(window.bridge.acted).toEqual([]);
    await choose(window, 'Home', 'Delete Home');
    await window.user.click(await screen.findByRole('button', { name: 'Delete' }));
    expect(window.bridge.acted).toEqual([{ action: 'delete_personal', personal: home.id }]);
  });

  it('become and stop being the default', async () => {
    const window = await renderApp('settled', { route: 'addresses' });
    await choose(window, 'Hotel Adler, Hamburg', 'Make it the default address');
    await choose(window, 'Home', 'No longer the default address');
    expect(window.bridge.acted).toEqual([
      { action: 'set_default_address', personal: '0192f0c1-0000-7000-8000-000000000022' },
      { action: 'set_default_address', personal: null },
    ]);
  });

  it('cannot be added where policy forbids them', async () => {
    await renderApp(
      { ...scenarios.no_addresses, me: { ...me, policy: { ...me.policy, personal_locations: false } } },
      { route: 'addresses' },
    );
    expect(screen.getByText('Your organisation does not use addresses of your own.')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Add an address' })).toBeNull();
  });
});
