import { act, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { followLines } from '../../lines.fake';
import { me, scenarios } from '../../scenarios.fake';
import { renderApp } from '../../test/renderApp';
import type { ActionError, View } from '../../types';

const open = (shown: Parameters<typeof renderApp>[0], options: Parameters<typeof renderApp>[1] = {}) => renderApp(shown, { route: 'lines', onAction: followLines, ...options });
const { settings: usual } = me.call_settings;
const mine = () => within(screen.getByRole('region', { name: 'All your calls' }));

describe('all of one’s calls', () => {
  it('are not to disturb by one click, which every screen says and ends', async () => {
    const { user, bridge } = await open('lines');
    await user.click(mine().getByRole('switch', { name: 'Do not disturb' }));
    expect(bridge.acted).toEqual([{ action: 'set_call_settings', settings: { ...usual, do_not_disturb: true }, version: 1 }]);
    const banner = await screen.findByText('Do not disturb is on.');
    expect(banner).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Switch off' }));
    expect(bridge.acted[1]).toEqual({ action: 'set_call_settings', settings: usual, version: 2 });
    expect(screen.queryByText('Do not disturb is on.')).toBeNull();
  });

  it('keep the number to themselves, and go elsewhere', async () => {
    const { user, bridge } = await open('lines');
    await user.click(mine().getByRole('switch', { name: 'Always withhold your number' }));
    await user.click(mine().getByRole('button', { name: 'Forward all your calls' }));
    const form = within(screen.getByRole('form', { name: 'Forward all your calls' }));
    expect(form.queryByRole('switch')).toBeNull();
    const always = form.getByRole('textbox', { name: /^Send all calls to/ });
    await user.type(always, '+44 113 496 0021');
    await user.click(form.getByRole('button', { name: 'Save' }));
    expect(form.getByText('Choose another number than that of this line.')).toBeVisible();
    await user.clear(always);
    await user.type(always, '204');
    await user.click(form.getByRole('button', { name: 'Save' }));
    const forwarding = { always: '204', after_seconds: 30, then: { kind: 'busy' } };
    expect(bridge.acted).toEqual([
      { action: 'set_call_settings', settings: { ...usual, withhold_number: true }, version: 1 },
      { action: 'set_call_settings', settings: { ...usual, withhold_number: true, forwarding }, version: 2 },
    ]);
  });

  it('are followed by a line until it has its own settings, and again', async () => {
    const { user, bridge } = await open('lines');
    await user.click(screen.getByRole('button', { name: 'Call forwarding' }));
    await user.click(screen.getByRole('button', { name: 'As for all your calls' }));
    expect(bridge.acted).toMatchObject([{ action: 'follow_call_settings', version: 4 }]);
    expect(await screen.findByText(/^As for all your calls\. Save something here/)).toBeVisible();
    const form = within(screen.getByRole('form', { name: 'Call forwarding' }));
    expect(form.getByText('Now: calls ring for 30 seconds, then the line is busy.')).toBeVisible();
  });

  it('say why they did not change, and stay as an administrator has locked them', async () => {
    const { user, bridge } = await open('lines', {
      onAction: (): ActionError => ({ code: { from: 'server', code: 'outdated' }, message: 'Marcus Delgado changed this since you opened it.', fields: [] }),
    });
    await user.click(mine().getByRole('switch', { name: 'Do not disturb' }));
    expect(await mine().findByText(/Marcus Delgado changed this/)).toBeVisible();
    expect(mine().getByRole('switch', { name: 'Do not disturb' })).not.toBeChecked();
    act(() => bridge.show({ ...scenarios.lines, me: { ...me, delegation_locked: true } }));
    expect(mine().getByText(/^An administrator has locked/)).toBeVisible();
    expect(mine().queryByRole('button', { name: 'Forward all your calls' })).toBeNull();
  });

  it('of colleagues show who is not to be disturbed', async () => {
    const { bridge } = await open('lines');
    const [first] = scenarios.lines.lines;
    if (first?.people[0] === undefined) throw new Error('there is a line with people');
    const [{ who, name }] = first.people as [{ who: View['lines'][number]['not_disturbed'][number]; name: string }];
    act(() => bridge.show({ ...scenarios.lines, lines: [{ ...first, not_disturbed: [who] }] }));
    expect(screen.getByText(who.id === me.id ? /^You are not to be disturbed/ : new RegExp(`^${name} is not to be disturbed`))).toBeVisible();
  });
});
