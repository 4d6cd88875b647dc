import { expectAccessible } from '@shared/test/render';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { me } from '../../test/data';
import { refusal } from '../../test/fakeServer';
import { line, ownLine } from '../../test/lines';
import { FakeStream, openPortal } from '../../test/render';

const path = `/v1/users/${me.id}/call-settings`;
const usual = me.call_settings.settings;

describe('all calls of a person', () => {
  it('are not to disturb, or withhold the number, by one click', async () => {
    const { user, server } = openPortal('/delegation');
    const quiet = await screen.findByRole('switch', { name: 'Do not disturb' });
    await expectAccessible();
    await user.click(quiet);
    await waitFor(() => expect(server.sentTo('PUT', path)).toEqual([{ ...usual, do_not_disturb: true, version: 1 }]));
    const settings = { ...usual, do_not_disturb: true };
    FakeStream.last?.send({ seq: 2, change: 'put', entity: { kind: 'me', value: { ...me, call_settings: { settings, version: 2 } } } });
    await waitFor(() => expect(quiet).toBeChecked());
    await user.click(screen.getByRole('switch', { name: 'Always withhold the number' }));
    await waitFor(() => expect(server.sentTo('PUT', path)[1]).toEqual({ ...settings, withhold_number: true, version: 2 }));
  });

  it('are forwarded, and the server’s word stands beside the number', async () => {
    const { user, server } = openPortal('/delegation', (fake) => {
      fake.override = ({ method }) =>
        method === 'PUT' ? refusal(422, 'invalid', 'Nobody here has this extension.', { field: 'forwarding.always' }) : undefined;
    });
    await user.click(await screen.findByRole('button', { name: 'Forward all calls' }));
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).queryByRole('switch')).toBeNull();
    const always = within(dialog).getByLabelText(/^Send all calls to/);
    await user.type(always, '204');
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(always).toHaveAccessibleDescription(/Nobody here has this extension/));
    const forwarding = { always: '204', after_seconds: 30, then: { kind: 'busy' } };
    expect(server.sentTo('PUT', path)).toEqual([{ ...usual, forwarding, version: 1 }]);
  });

  it('are followed again by a line that had its own settings', async () => {
    const { user, server } = openPortal('/delegation');
    await user.click(await screen.findByRole('button', { name: 'As for all calls: +44 113 496 0001' }));
    await waitFor(() => expect(server.sent.find(({ method }) => method === 'DELETE')?.path).toBe(`/v1/lines/${line.id}/forwarding`));
    const forwarding = { settings: usual.forwarding, own: false, version: 5 };
    FakeStream.last?.send({ seq: 2, change: 'put', entity: { kind: 'line', value: { ...ownLine, forwarding } } });
    expect(await screen.findByText('As for all calls', { selector: 'p' })).toBeVisible();
  });

  it('stay where they go while an administrator has locked that, and yet nobody has to be disturbed', async () => {
    openPortal('/delegation', (fake) => {
      fake.me = { ...me, delegation_locked: true };
    });
    expect(await screen.findByRole('switch', { name: 'Do not disturb' })).toBeEnabled();
    expect(screen.queryByRole('button', { name: 'Forward all calls' })).toBeNull();
  });

  it('are set by administrators, too', async () => {
    const { user, server } = openPortal(`/shared-lines/${me.id}`);
    expect(await screen.findByRole('heading', { name: `All calls of ${me.name}` })).toBeVisible();
    await user.click(screen.getByRole('switch', { name: 'Do not disturb' }));
    await waitFor(() => expect(server.sentTo('PUT', path)).toEqual([{ ...usual, do_not_disturb: true, version: 1 }]));
    await waitFor(() => expect(screen.getByRole('switch', { name: 'Do not disturb' })).toBeChecked());
  });
});
