import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { scenarios } from '../../scenarios.fake';
import { renderApp } from '../../test/renderApp';

const set = scenarios.settled.settings;

describe('settings', () => {
  it('are saved as a whole, each as it is changed', async () => {
    const { bridge, user } = await renderApp('settled', { route: 'settings' });
    await user.click(screen.getByRole('switch', { name: 'Start when I sign in to this computer' }));
    await user.click(screen.getByRole('switch', { name: 'Show notifications' }));
    await user.click(screen.getByRole('radio', { name: 'Dark' }));
    expect(bridge.acted).toEqual([
      { action: 'save_settings', settings: { ...set, start_at_login: false } },
      { action: 'save_settings', settings: { ...set, notifications: false } },
      { action: 'save_settings', settings: { ...set, theme: 'dark' } },
    ]);
  });

  it('give the window its theme', async () => {
    const { bridge } = await renderApp('settled', { route: 'settings' });
    bridge.show({ ...scenarios.settled, settings: { ...set, theme: 'dark' } });
    await waitFor(() => expect(document.documentElement.dataset.theme).toBe('dark'));
    bridge.show(scenarios.settled);
    await waitFor(() => expect(document.documentElement.dataset.theme).toBeUndefined());
  });

  it('sign out after a question', async () => {
    const { bridge, user } = await renderApp('settled', { route: 'settings' });
    await user.click(screen.getByRole('button', { name: 'Sign out' }));
    const dialog = within(await screen.findByRole('alertdialog'));
    await user.click(dialog.getByRole('button', { name: 'Sign out' }));
    expect(bridge.acted).toEqual([{ action: 'sign_out' }]);
  });

  it('open the portal', async () => {
    const { bridge, user } = await renderApp('settled', { route: 'settings' });
    await user.click(screen.getByRole('button', { name: 'Open the portal' }));
    expect(bridge.acted).toEqual([{ action: 'open_portal', path: '/emergency' }]);
  });

  it('mend the keychain', async () => {
    const { bridge, user } = await renderApp('keychain_locked', { route: 'settings' });
    const [banner, setting] = screen.getAllByRole('button', { name: 'Unlock the keychain' });
    await user.click(banner as HTMLElement);
    await user.click(setting as HTMLElement);
    expect(bridge.acted).toEqual([{ action: 'unlock_keychain' }, { action: 'unlock_keychain' }]);
  });

  it('ask for the permission again', async () => {
    const { bridge, user } = await renderApp('permission_denied', { route: 'settings' });
    await user.click(screen.getByRole('button', { name: 'Ask again' }));
    expect(bridge.acted).toEqual([{ action: 'ask_permission' }]);
  });

  it('rename a device', async () => {
    const { bridge, user } = await renderApp('settled', { route: 'settings' });
    await user.click(await screen.findByRole('button', { name: 'Actions for dana-laptop' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Rename dana-laptop' }));
    const name = await screen.findByRole('textbox', { name: 'Name of the device' });
    await user.clear(name);
    await user.type(name, 'Dana at work{Enter}');
    expect(bridge.acted).toEqual([{ action: 'rename_device', device: '0192f0c1-0000-7000-8000-000000000061', name: 'Dana at work' }]);
  });

  it('mark this computer, which is not signed out from among the devices', async () => {
    const { user } = await renderApp('settled', { route: 'settings' });
    const devices = within((await screen.findByRole('heading', { name: 'Devices' })).closest('section') as HTMLElement);
    const [laptop, workshop] = await devices.findAllByRole('listitem');
    expect(within(laptop as HTMLElement).getByText('This computer')).toBeVisible();
    expect(within(workshop as HTMLElement).queryByText('This computer')).toBeNull();
    await user.click(devices.getByRole('button', { name: 'Actions for dana-laptop' }));
    expect(await screen.findByRole('menuitem', { name: 'Rename dana-laptop' })).toBeVisible();
    expect(screen.queryByRole('menuitem', { name: 'Sign out dana-laptop' })).toBeNull();
  });

  it('sign out another device after a question', async () => {
    const { bridge, user } = await renderApp('settled', { route: 'settings' });
    await user.click(await screen.findByRole('button', { name: 'Actions for dana-workshop-pc' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Sign out dana-workshop-pc' }));
    const dialog = within(await screen.findByRole('alertdialog', { name: 'Sign out dana-workshop-pc?' }));
    await user.click(dialog.getByRole('button', { name: 'Sign out' }));
    expect(bridge.acted).toEqual([{ action: 'revoke_device', device: '0192f0c1-0000-7000-8000-000000000062' }]);
  });

  it('say that devices cannot be read while offline', async () => {
    await renderApp('offline', {
      route: 'settings',
      prepare: (bridge) => {
        bridge.answer = () => {
          throw new Error('offline');
        };
      },
    });
    expect(await screen.findByText(/on the server, which cannot be reached now/)).toBeVisible();
  });
});
