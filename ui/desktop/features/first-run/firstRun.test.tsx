import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { scenarios } from '../../scenarios.fake';
import { failure, renderApp } from '../../test/renderApp';

describe('the first run', () => {
  it('asks for the server', async () => {
    const { bridge, user } = await renderApp('choose_server');
    await user.type(screen.getByRole('textbox', { name: 'Server or e-mail address' }), ' dana@northwind.example {Enter}');
    expect(bridge.acted).toEqual([{ action: 'use_server', address: 'dana@northwind.example' }]);
  });

  it('says at the field what is wrong with the server', async () => {
    const { bridge, user } = await renderApp('choose_server', { onAction: () => failure('That is no Roamline server.') });
    const field = screen.getByRole('textbox');
    await user.click(screen.getByRole('button', { name: 'Continue' }));
    expect(field).toHaveAccessibleDescription(/is needed/);
    expect(bridge.acted).toEqual([]);
    await user.type(field, 'example.com{Enter}');
    await waitFor(() => expect(field).toHaveAccessibleDescription(/That is no Roamline server\./));
    expect(field).toBeInvalid();
  });

  it('signs in with the browser, and moves the focus to each new step', async () => {
    const { bridge, user } = await renderApp('sign_in', { onAction: () => scenarios.signing_in });
    await user.click(screen.getByRole('button', { name: 'Sign in with the browser' }));
    expect(bridge.acted).toEqual([{ action: 'sign_in' }]);
    expect(await screen.findByRole('heading', { name: 'Finish signing in in your browser' })).toBeVisible();
    expect(screen.getByRole('main')).toHaveFocus();
  });

  it('lets another server be chosen', async () => {
    const { user } = await renderApp('sign_in');
    await user.click(screen.getByRole('button', { name: 'Use another server' }));
    expect(screen.getByRole('textbox')).toHaveValue('https://phones.northwind.example');
  });

  it('opens the page again, copies it, and cancels', async () => {
    const { bridge, user } = await renderApp('signing_in');
    await user.click(screen.getByRole('button', { name: 'Open the page again' }));
    await user.click(screen.getByRole('button', { name: 'Copy the address' }));
    expect(await screen.findByText('The address is copied.')).toBeVisible();
    expect(await navigator.clipboard.readText()).toBe(scenarios.signing_in.step.url);
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(bridge.acted).toEqual([{ action: 'sign_in' }, { action: 'cancel_sign_in' }]);
  });

  it('selects the page where nothing may be copied', async () => {
    const { user } = await renderApp('signing_in');
    Object.defineProperty(navigator, 'clipboard', {
      value: { writeText: () => Promise.reject(new Error('not allowed')) },
      configurable: true,
    });
    await user.click(screen.getByRole('button', { name: 'Copy the address' }));
    expect(await screen.findByText(/The address is selected/)).toBeVisible();
    expect(screen.getByRole('textbox')).toHaveFocus();
  });

  it('explains the permission, asks for it, and goes on without', async () => {
    const { bridge, user } = await renderApp('permission');
    expect(screen.getByText(/responders need the right floor/)).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Ask my system for permission' }));
    await user.click(screen.getByRole('button', { name: 'Continue without' }));
    expect(bridge.acted).toEqual([{ action: 'ask_permission' }, { action: 'skip_permission' }]);
  });

  it('shows what came of it, with a way to mend it', async () => {
    const { bridge, user } = await renderApp('permission_refused');
    expect(screen.getByText('Permission refused')).toBeVisible();
    expect(screen.getByText(/open your system's settings/)).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Ask again' }));
    expect(bridge.acted).toEqual([{ action: 'ask_permission' }]);
    bridge.show(scenarios.permission_unavailable);
    expect(await screen.findByText('No location service of this system answered.')).toBeVisible();
    bridge.show(scenarios.permission_granted);
    expect(await screen.findByText('Permission given')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Continue' })).toBeVisible();
  });
});
