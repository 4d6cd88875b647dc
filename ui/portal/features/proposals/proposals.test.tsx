import { expectAccessible } from '@shared/test/render';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { me, proposal } from '../../test/data';
import { refusal } from '../../test/fakeServer';
import { FakeStream, openPortal } from '../../test/render';
import { filterOf, proposalsSearch } from './search';

const first = proposal(100);
const at = (act: string) => `/v1/proposals/${first.id}/${act}`;

describe('the queue', () => {
  it('shows what waits, and asks the server for what the address bar says', async () => {
    const { server } = openPortal('/proposals?state=rejected&q=mill&sort=oldest&page=2');
    expect(await screen.findByText('Nothing found')).toBeInTheDocument();
    const asked = server.sent.find(({ path }) => path === '/v1/proposals');
    expect(Object.fromEntries(asked?.query ?? [])).toEqual({ state: 'rejected', q: 'mill', sort: 'oldest', offset: '25', limit: '25' });
  });

  it('leaves out of the address bar what makes no sense', () => {
    expect(proposalsSearch({ state: 'nonsense', page: '-4', sort: 'sideways', q: '' })).toEqual({});
    expect(filterOf({})).toMatchObject({ state: 'pending', offset: 0 });
    expect(filterOf({ state: 'all' }).state).toBeUndefined();
  });

  it('is worked through by keys alone: next, approve, undo', async () => {
    const { user, server } = openPortal('/proposals');
    await screen.findByRole('link', { name: 'Proposed room 100' });
    await expectAccessible();
    await user.keyboard('jja');
    expect(await screen.findByText('Proposed room 101 was approved.')).toBeInTheDocument();
    expect(server.sentTo('POST', `/v1/proposals/${proposal(101).id}/approve`)).toEqual([{ version: 1, outcome: { kind: 'as_proposed' } }]);
    await waitFor(() => expect(screen.queryByRole('link', { name: 'Proposed room 101' })).not.toBeInTheDocument());
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    expect(await screen.findByRole('link', { name: 'Proposed room 101' })).toBeInTheDocument();
    expect(server.sentTo('POST', `/v1/proposals/${proposal(101).id}/undo`)).toEqual([{ version: 2 }]);
  });

  it('lets the keys rest when they are turned off, and while something is typed', async () => {
    const { user, server } = openPortal('/proposals');
    await user.type(await screen.findByRole('searchbox'), 'jja');
    await user.click(screen.getByRole('switch', { name: 'Keyboard shortcuts' }));
    await user.keyboard('jja');
    expect(server.sent.filter(({ method }) => method === 'POST')).toEqual([]);
    localStorage.clear();
  });

  it('decides on several at once, and says which failed', async () => {
    const { user, server } = openPortal('/proposals', (fake) => {
      fake.override = ({ path }) => (path === at('reject') ? refusal(409, 'not_pending') : undefined);
    });
    await screen.findByRole('link', { name: 'Proposed room 100' });
    await user.click(screen.getByRole('checkbox', { name: 'Select all rows' }));
    await user.click(screen.getByRole('button', { name: 'Reject 3 proposals' }));
    const dialog = await screen.findByRole('dialog');
    await user.click(within(dialog).getByRole('button', { name: 'Reject' }));
    expect(within(dialog).getByText('Reason is needed')).toBeInTheDocument();
    await user.type(within(dialog).getByLabelText('Reason'), 'Not ours.');
    await user.click(within(dialog).getByRole('button', { name: 'Reject' }));
    expect(await screen.findByText('2 proposals were rejected.')).toBeInTheDocument();
    expect(screen.getByText(/1 proposal was not decided. Proposed room 100: Already decided/)).toBeInTheDocument();
    expect(server.sent.filter(({ path }) => path.endsWith('/reject'))).toHaveLength(3);
  });

  it('is read again when the server says that it moved', async () => {
    const { server } = openPortal('/proposals');
    await screen.findByRole('link', { name: 'Proposed room 102' });
    server.proposals = server.proposals.slice(0, 1);
    FakeStream.last?.send({ seq: 2, change: 'put', entity: { kind: 'queue', value: { pending: 1 } } });
    await waitFor(() => expect(screen.queryByRole('link', { name: 'Proposed room 102' })).not.toBeInTheDocument());
  });

  it('says what is wrong, and tries again', async () => {
    const { user, server } = openPortal('/proposals', (fake) => {
      fake.override = ({ path }) => (path === '/v1/proposals' ? refusal(500, 'internal') : undefined);
    });
    await screen.findByText('Something went wrong on the server');
    await expectAccessible();
    server.override = () => undefined;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('link', { name: 'Proposed room 100' })).toBeInTheDocument();
  });

  it('is not shown to somebody who administers nothing', async () => {
    const { server } = openPortal('/proposals', (fake) => {
      fake.me = { ...me, roles: { safety_team: true } };
    });
    expect(await screen.findByText('This page is for administrators')).toBeInTheDocument();
    expect(screen.queryByRole('link', { name: /Users/ })).not.toBeInTheDocument();
    expect(server.sent.some(({ path }) => path === '/v1/proposals')).toBe(false);
  });
});

describe('one proposal', () => {
  const path = `/proposals/${first.id}`;

  it('is approved with the rules that are ticked', async () => {
    const { user, server } = openPortal(path);
    await screen.findByRole('button', { name: 'Approve' });
    await expectAccessible();
    const exact = screen.getByRole('checkbox', { name: /Port Gi1\/0\/12/ });
    expect(exact).toBeChecked();
    await user.click(exact);
    expect(screen.getByRole('button', { name: 'Approve' })).toBeDisabled();
    expect(screen.getByText(/Choose at least one rule/)).toBeInTheDocument();
    await user.click(screen.getByRole('checkbox', { name: /Router 00:1b/ }));
    await user.click(screen.getByRole('button', { name: 'Approve' }));
    expect(await screen.findByRole('button', { name: 'Undo the decision' })).toBeInTheDocument();
    expect(server.sentTo('POST', at('approve'))).toEqual([
      { version: 1, outcome: { kind: 'as_proposed' }, rules: [{ kind: 'gateway_mac', mac: '00:1b:21:3c:4d:5e' }] },
    ]);
  });

  it('is edited, and what the server says stands beside its field', async () => {
    const { user, server } = openPortal(path, (fake) => {
      fake.override = ({ path: asked }) =>
        asked === at('approve') ? refusal(422, 'invalid', 'Write the postcode in full.', { field: 'outcome.address.pc' }) : undefined;
    });
    await user.click(await screen.findByRole('button', { name: 'Edit and approve' }));
    const dialog = await screen.findByRole('dialog');
    await user.clear(within(dialog).getByLabelText('Name'));
    await user.type(within(dialog).getByLabelText('Name'), 'Reading room');
    await user.click(within(dialog).getByRole('button', { name: 'Approve with these changes' }));
    await waitFor(() => expect(within(dialog).getByLabelText('Postcode')).toHaveAccessibleDescription(/Write the postcode in full/));
    expect(server.sentTo('POST', at('approve'))).toMatchObject([{ outcome: { kind: 'edited', name: 'Reading room' } }]);
  });

  it('tells the loser of a race, and shows what the winner decided', async () => {
    const { user, server } = openPortal(path);
    await screen.findByRole('button', { name: 'Approve' });
    server.proposals = [proposal(100, { state: 'rejected', reason: 'The car park.', by: me.id, at: new Date().toISOString(), decided_by_name: 'Marcus' } as never)];
    await user.click(screen.getByRole('button', { name: 'Approve' }));
    expect(await screen.findByText(/Somebody else decided on this proposal first/)).toBeInTheDocument();
    expect(await screen.findByText('The car park.')).toBeInTheDocument();
  });
});
