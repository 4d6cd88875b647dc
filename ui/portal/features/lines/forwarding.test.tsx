import { expectAccessible } from '@shared/test/render';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Line } from '../../api/types';
import { me } from '../../test/data';
import { refusal } from '../../test/fakeServer';
import { line, ownLine } from '../../test/lines';
import { FakeStream, openPortal } from '../../test/render';

const path = `/v1/lines/${line.id}/forwarding`;
const edit = { name: 'Edit where calls to +44 113 496 0001 go' };

describe('call forwarding', () => {
  it('is said for each of one’s own lines, and changed', async () => {
    const { user, server } = openPortal('/delegation', (fake) => {
      const others: Line = { ...ownLine, id: 'other', number: '+441134960004', shown: '+44 113 496 0004', delegator: 'somebody' };
      fake.own = [ownLine, others];
    });
    const list = await screen.findByRole('list', { name: 'Call forwarding' });
    expect(within(list).getAllByRole('listitem')).toHaveLength(1);
    expect(list).toHaveTextContent('After 30 s to voicemail at 0113 496 0099');
    await user.click(within(list).getByRole('button', edit));
    const dialog = await screen.findByRole('dialog');
    await expectAccessible();
    await user.click(within(dialog).getByRole('radio', { name: 'Another number' }));
    await user.clear(within(dialog).getByLabelText('Number'));
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    expect(within(dialog).getByText('Number is needed')).toBeInTheDocument();
    await user.type(within(dialog).getByLabelText('Number'), '204');
    const after = within(dialog).getByLabelText('Let it ring for so many seconds');
    await user.clear(after);
    await user.type(after, '20');
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Saved for +44 113 496 0001.')).toBeInTheDocument();
    expect(server.sentTo('PUT', path)).toEqual([{ after_seconds: 20, then: { kind: 'number', number: '204' }, version: 4 }]);
    expect(server.sent.find(({ method }) => method === 'PUT')?.version).toBe(4);
  });

  it('goes by why a call is not taken, and says so', async () => {
    const { user, server } = openPortal('/delegation');
    await user.click(await screen.findByRole('button', edit));
    const dialog = await screen.findByRole('dialog');
    await user.click(within(dialog).getByRole('switch', { name: 'Do not disturb' }));
    await user.type(within(dialog).getByLabelText(/^Send all calls to/), '+44 113 496 0051');
    await user.type(within(dialog).getByLabelText(/^When no telephone can be reached/), '205');
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(server.sentTo('PUT', path)).toEqual([
        { always: '+44 113 496 0051', unreachable: '205', do_not_disturb: true, after_seconds: 30, then: { kind: 'voicemail', number: '+441134960099' }, version: 4 },
      ]),
    );
    const settings = { always: '+441134960051', do_not_disturb: true, busy: '204', after_seconds: 30, then: { kind: 'busy' } };
    FakeStream.last?.send({ seq: 2, change: 'put', entity: { kind: 'line', value: { ...ownLine, forwarding: { settings, own: true, version: 5 } } } });
    expect(await screen.findByText('All calls go to 0113 496 0051')).toBeVisible();
    expect(screen.getByText('Do not disturb: nobody is rung')).toBeVisible();
    expect(screen.getByText('When somebody is busy or declines, to 204')).toBeVisible();
  });

  it('says beside the number what the server has against it', async () => {
    const { user } = openPortal('/delegation', (fake) => {
      fake.override = ({ method }) =>
        method === 'PUT' ? refusal(422, 'invalid', 'Nobody here has this extension.', { field: 'then.number' }) : undefined;
    });
    await user.click(await screen.findByRole('button', edit));
    const dialog = await screen.findByRole('dialog');
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(within(dialog).getByLabelText('Number')).toHaveAccessibleDescription(/Nobody here has this extension/));
  });

  it('keeps what was typed when somebody else was faster, and saves it over what they made', async () => {
    const { user, server } = openPortal('/delegation');
    await user.click(await screen.findByRole('button', edit));
    const dialog = await screen.findByRole('dialog');
    await user.clear(within(dialog).getByLabelText('Number'));
    await user.type(within(dialog).getByLabelText('Number'), '204');
    const theirs = { settings: { after_seconds: 60, then: { kind: 'busy' } }, own: true, version: 5 };
    FakeStream.last?.send({ seq: 2, change: 'put', entity: { kind: 'line', value: { ...ownLine, forwarding: theirs } } });
    expect(await within(dialog).findByText('After 60 s the caller hears that the line is busy')).toBeInTheDocument();
    await expectAccessible();
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(server.sentTo('PUT', path)).toEqual([{ after_seconds: 30, then: { kind: 'voicemail', number: '204' }, version: 5 }]));
    expect(server.sent.find(({ method }) => method === 'PUT')?.version).toBe(5);
  });

  it('cannot be changed while an administrator has locked it', async () => {
    openPortal('/delegation', (fake) => {
      fake.me = { ...me, delegation_locked: true };
    });
    await screen.findByRole('list', { name: 'Call forwarding' });
    expect(screen.queryByRole('button', edit)).toBeNull();
  });

  it('is changed by administrators, too', async () => {
    const { user, server } = openPortal(`/shared-lines/${me.id}`);
    await user.click(await screen.findByRole('button', edit));
    const dialog = await screen.findByRole('dialog');
    await user.click(within(dialog).getByRole('radio', { name: 'Busy' }));
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(server.sentTo('PUT', path)).toEqual([{ after_seconds: 30, then: { kind: 'busy' }, version: 4 }]));
  });
});
