import { expectAccessible } from '@shared/test/render';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { EmergencyCall } from '../../api/types';
import { AUSTIN, id } from '../../test/data';
import { ok } from '../../test/fakeServer';
import { openPortal } from '../../test/render';

const call: EmergencyCall = {
  id: id(400),
  is_test: false,
  is_alert: false,
  at: '2026-11-23T09:30:05Z',
  dialled: '112',
  caller: 'Tom Aldous',
  callback: '+441134960212',
  site: AUSTIN,
  site_name: 'Austin',
  dispatch: {
    location: { rung: 'site_default', label: 'Austin', address: { country: 'US' } },
    skipped: [{ rung: 'confirmed_location', reason: 'nothing_said' }, { rung: 'pending_report', reason: 'nothing_said' }, { rung: 'automatic_wiremap', reason: 'nothing_matched' }, { rung: 'default_address', reason: 'nothing_said' }],
  },
  lines: ['500 Congress Avenue', 'Austin, TX 78701'],
  document: '<presence/>',
  progress: { state: 'ended', answered_at: '2026-11-23T09:30:09Z', at: '2026-11-23T09:34:00Z' },
  acknowledged: { by: id(1), name: 'Ada Whitfield', at: '2026-11-23T09:31:00Z' },
};
const test: EmergencyCall = { ...call, id: id(401), is_test: true, caller: '', callback: '', lines: [], document: null, dispatch: { skipped: [] }, progress: { state: 'tested' }, acknowledged: null };

describe('recent calls on the emergency dashboard', () => {
  it('marks a call whose telephone is known by its registration alone', async () => {
    const marked: EmergencyCall = { ...call, proof: 'registration_against_password' };
    const { user } = openPortal('/emergency-dashboard/calls', (fake) => {
      fake.override = ({ path }) => (path === '/v1/emergency-calls' ? ok([marked, { ...call, id: id(402), proof: 'password', document: null }]) : undefined);
    });
    const list = await screen.findByRole('list', { name: 'Recent calls' });
    const [first, second] = within(list).getAllByRole('listitem') as [HTMLElement, HTMLElement];
    for (const item of [first, second]) await user.click(within(item).getByRole('button', { name: 'What was sent, and what became of it' }));
    expect(first).toHaveTextContent('Known by where it is registered; the password that it gave was wrong');
    expect(second).not.toHaveTextContent('Known by where it is registered');
    await expectAccessible();
  });

  it('shows each call with where it was sent from, how that is known, and what became of it', async () => {
    const { user } = openPortal('/emergency-dashboard/calls', (fake) => {
      fake.override = ({ path }) => (path === '/v1/emergency-calls' ? ok([call, test]) : undefined);
    });
    const list = await screen.findByRole('list', { name: 'Recent calls' });
    const [first, second] = within(list).getAllByRole('listitem') as [HTMLElement, HTMLElement];
    expect(first).toHaveTextContent('Tom Aldous dialled 112');
    expect(first).toHaveTextContent('500 Congress Avenue, Austin, TX 78701');
    expect(first).toHaveTextContent(/Acknowledged by Ada Whitfield/);
    await user.click(within(first).getByRole('button', { name: 'What was sent, and what became of it' }));
    expect(within(first).getByText('Address of the site')).toBeVisible();
    expect(within(first).getByText(/^Confirmed location of the device \(nothing was said\); What was reported/)).toBeVisible();
    expect(within(first).getByRole('region', { name: 'Document (PIDF-LO)' })).toHaveTextContent('<presence/>');
    expect(second).toHaveTextContent('Somebody unknown tested their emergency call');
    expect(second).toHaveTextContent('No address was sent');
    expect(second).toHaveTextContent('Nobody could call back');
    expect(first).not.toHaveTextContent('Nobody');
    await expectAccessible();
  });

  it('says of a call that a crash has cut off until when it is known to have gone on, and whose number is called back', async () => {
    const lost: EmergencyCall = {
      ...call,
      callback_source: 'site_fallback',
      progress: { state: 'lost', answered_at: '2026-11-23T09:30:09Z', last_known_at: '2026-11-23T09:32:05Z', at: '2026-11-23T09:40:00Z' },
    };
    const { user } = openPortal('/emergency-dashboard/calls', (fake) => {
      fake.override = ({ path }) => (path === '/v1/emergency-calls' ? ok([lost]) : undefined);
    });
    const list = await screen.findByRole('list', { name: 'Recent calls' });
    expect(list).toHaveTextContent('Ended while the server was not there to see it');
    await user.click(within(list).getByRole('button', { name: 'What was sent, and what became of it' }));
    expect(within(list).getByText('+441134960212, the fallback number of the site')).toBeVisible();
    expect(within(list).getByText('Last known to go on')).toBeVisible();
    await expectAccessible();
  });

  it('is narrowed to a kind and a site, in the address bar', async () => {
    const { user, server } = openPortal(`/emergency-dashboard/calls?site=${AUSTIN}`, (fake) => {
      fake.override = ({ path }) => (path === '/v1/emergency-calls' ? ok([]) : undefined);
    });
    expect(await screen.findByText('No emergency calls')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: /Calls and tests/ }));
    await user.click(await screen.findByRole('option', { name: 'Tests' }));
    await waitFor(() => {
      const asked = server.sent.filter(({ path }) => path === '/v1/emergency-calls').at(-1);
      expect([asked?.query.get('site'), asked?.query.get('test')]).toEqual([AUSTIN, 'true']);
    });
    await expectAccessible();
  });
});
