import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../scenarios.fake';
import { scenarios } from '../scenarios.fake';
import type { Action } from '../types';
import { renderApp } from '../test/renderApp';

describe('the main window', () => {
  it('goes from screen to screen by keyboard, with the focus on what is new', async () => {
    const { user } = await renderApp('settled');
    await user.tab();
    expect(screen.getByRole('link', { name: 'Home' })).toHaveFocus();
    expect(screen.getByRole('link', { name: 'Home' })).toHaveAttribute('aria-current', 'page');
    await user.tab();
    await user.tab();
    await user.keyboard('{Enter}');
    expect(await screen.findByRole('heading', { level: 1, name: 'Your addresses' })).toBeVisible();
    expect(screen.getByRole('main')).toHaveFocus();
    expect(screen.getByRole('link', { name: 'Addresses' })).toHaveAttribute('aria-current', 'page');
  });

  it('follows the view, and says so to a screen reader', async () => {
    const { bridge } = await renderApp('settled');
    bridge.show(scenarios.add);
    const said = await screen.findByText(/^This network has no address yet\. Emergency calls go to 3 Chapel Terrace/);
    expect(said).toHaveAttribute('role', 'status');
  });

  it.each<[Scenario, RegExp, string, Action]>([
    ['offline', /No connection to the server\. You see what was known 26 minutes ago\. The server does not answer\./, 'Try again', { action: 'retry_connection' }],
    ['signed_out', /You are signed out\./, 'Sign in again', { action: 'sign_in' }],
    ['keychain_locked', /The keychain is locked\./, 'Unlock the keychain', { action: 'unlock_keychain' }],
    ['keychain_missing', /There is no keychain on this computer\./, 'Look again', { action: 'unlock_keychain' }],
  ])('says what keeps it from working, with the way to mend it: %s', async (scenario, words, mend, action) => {
    const { bridge, user } = await renderApp(scenario);
    const banner = screen.getByText((_, element) => element?.tagName === 'P' && words.test(element.textContent));
    expect(banner).toBeVisible();
    await user.click(screen.getByRole('button', { name: mend }));
    expect(bridge.acted).toEqual([action]);
  });

  it('says that nomadic locations are off', async () => {
    await renderApp('nomadic_off');
    expect(screen.getByText(/Your organisation does not use nomadic locations/)).toBeVisible();
  });

  it('says why there is nothing to show, and tries again', async () => {
    let isBroken = true;
    const { user } = await renderApp('settled', {
      prepare: (bridge) => {
        const { view } = bridge;
        Object.defineProperty(bridge, 'view', { value: () => (isBroken ? Promise.reject(new Error('no answer')) : view()) });
      },
    });
    expect(await screen.findByRole('alert')).toHaveTextContent('no answer');
    isBroken = false;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('heading', { level: 1, name: /^Emergency calls/ })).toBeVisible();
  });
});
