import { expectAccessible } from '@shared/test/render';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { FakeServer } from '../../test/fakeServer';
import { refusal } from '../../test/fakeServer';
import { LONG_NAME, me, policy } from '../../test/data';
import { active, asksReception, declined, held, invited, request } from '../../test/lines';
import { FakeStream, openPortal } from '../../test/render';

const all = (fake: FakeServer) => {
  fake.lines.delegations = [active, invited, declined, request, held];
};

describe('my delegation', () => {
  it('has both parts, requests first', async () => {
    openPortal('/delegation', all);
    const mine = await screen.findByRole('list', { name: 'Delegation & assistants' });
    expect(within(mine).getByRole('listitem', { name: 'Dana Okafor' })).toHaveTextContent('Active');
    expect(within(mine).getByRole('listitem', { name: LONG_NAME })).toHaveTextContent('Pending');
    expect(within(mine).getByRole('listitem', { name: LONG_NAME })).toHaveTextContent('Austin');
    expect(within(mine).getByRole('listitem', { name: 'Sam Okafor' })).toHaveTextContent('Declined');
    const requests = screen.getByRole('list', { name: 'Requests to you' });
    expect(within(requests).getByRole('listitem', { name: 'Priya Shah' })).toHaveTextContent('Asked by Priya Shah');
    expect(within(screen.getByRole('list', { name: 'Lines on which you act' })).getByRole('listitem', { name: 'Tom Aldous' })).toHaveTextContent(/Answers calls, Mon–Tue/);
    expect(screen.getByRole('link', { name: /Delegation.*1 waits/ })).toBeInTheDocument();
    await expectAccessible();
  });

  it('explains itself where there is nothing', async () => {
    openPortal('/delegation', ({ lines }) => {
      lines.delegations = [];
    });
    expect(await screen.findByText('Nobody acts on your lines')).toBeInTheDocument();
    expect(screen.getByText('You act on nobody’s lines')).toBeInTheDocument();
    await expectAccessible();
  });

  it('asks somebody, and says who cannot be asked and why', async () => {
    const { user, server } = openPortal('/delegation');
    await user.click(await screen.findByRole('button', { name: 'Add a delegate' }));
    const dialog = await screen.findByRole('dialog');
    expect(await within(dialog).findByText('They have no phone licence.')).toBeInTheDocument();
    await user.click(within(dialog).getByRole('button', { name: /Reception/ }));
    await user.click(within(dialog).getByRole('checkbox', { name: 'Place calls' }));
    await user.click(within(dialog).getByRole('button', { name: 'Send request' }));
    expect(await screen.findByText('Reception was asked.')).toBeInTheDocument();
    expect(server.sentTo('POST', '/v1/delegations')).toMatchObject([
      { delegate: { kind: 'phone' }, terms: { privileges: { place_calls: false, answer_calls: true } } },
    ]);
  });

  it('sends the same invitation again where the first answer was lost', async () => {
    let isFirst = true;
    const { user, server } = openPortal('/delegation', (fake) => {
      fake.override = ({ method }) => {
        if (method !== 'POST' || !isFirst) return undefined;
        isFirst = false;
        return refusal(503, 'unavailable');
      };
    });
    await user.click(await screen.findByRole('button', { name: 'Add a delegate' }));
    const dialog = await screen.findByRole('dialog');
    await user.click(await within(dialog).findByRole('button', { name: /Reception/ }));
    await user.click(within(dialog).getByRole('button', { name: 'Send request' }));
    await within(dialog).findByText(/The server cannot answer now|Something went wrong/);
    await user.click(within(dialog).getByRole('button', { name: 'Send request' }));
    await waitFor(() => expect(server.sentTo('POST', '/v1/delegations')).toHaveLength(2));
    const [first, second] = server.sentTo('POST', '/v1/delegations') as { id: string }[];
    expect(second?.id).toBe(first?.id);
  });

  it('answers a request, with the version that was read', async () => {
    const { user, server } = openPortal('/delegation', all);
    await user.click(await screen.findByRole('button', { name: 'Accept the request of Priya Shah' }));
    expect(await screen.findByText('Ada Whitfield acts on the lines of Priya Shah now.')).toBeInTheDocument();
    expect(server.sent.find(({ path }) => path.endsWith('/accept'))?.version).toBe(1);
  });

  it('shows what the stream brings, without a reload', async () => {
    openPortal('/delegation', all);
    const mine = await screen.findByRole('list', { name: 'Delegation & assistants' });
    FakeStream.last?.send({ seq: 2, change: 'put', entity: { kind: 'delegation', value: { ...invited, state: 'active', since: new Date().toISOString(), version: 2 } } });
    await waitFor(() => expect(within(mine).getByRole('listitem', { name: LONG_NAME })).toHaveTextContent('Active'));
    FakeStream.last?.send({ seq: 3, change: 'removed', key: { kind: 'delegation', id: active.id } });
    await waitFor(() => expect(within(mine).queryByRole('listitem', { name: 'Dana Okafor' })).not.toBeInTheDocument());
  });

  it('tells the loser of a race in the server’s words', async () => {
    const { user } = openPortal('/delegation', (fake) => {
      all(fake);
      fake.override = ({ method }) => (method === 'POST' ? refusal(409, 'not_open', 'Priya Shah has withdrawn this request.') : undefined);
    });
    await user.click(await screen.findByRole('button', { name: 'Decline the request of Priya Shah' }));
    expect(await screen.findByText(/It is no longer open. Priya Shah has withdrawn this request./)).toBeInTheDocument();
  });

  it('keeps what was typed when somebody else was faster, and saves it over theirs', async () => {
    const { user, server } = openPortal('/delegation', all);
    await user.click(await screen.findByRole('button', { name: 'Edit what Dana Okafor may do' }));
    const dialog = await screen.findByRole('dialog');
    await user.click(within(dialog).getByRole('checkbox', { name: 'Lock calls' }));
    server.lines.change(active.id, { terms: { privileges: { ...active.terms.privileges, answer_calls: false } } });
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    expect(await within(dialog).findByText(/Priya Shah changed this since you opened it/)).toBeInTheDocument();
    expect(await within(dialog).findByText(/Places calls, picks up held calls, and locks calls/)).toBeInTheDocument();
    expect(within(dialog).getByRole('checkbox', { name: 'Lock calls' })).not.toBeChecked();
    await expectAccessible();
    await user.click(within(dialog).getByRole('button', { name: 'Save my changes all the same' }));
    expect(await screen.findByText('What Dana Okafor may do was saved.')).toBeInTheDocument();
    expect(server.sent.filter(({ path }) => path.endsWith('/terms')).map(({ version }) => version)).toEqual([1, 2]);
  });

  it('asks before it ends one', async () => {
    const { user, server } = openPortal('/delegation', all);
    await user.click(await screen.findByRole('button', { name: 'End the delegation to Dana Okafor' }));
    const asked = await screen.findByRole('alertdialog');
    expect(asked).toHaveTextContent('Dana Okafor can no longer act on your lines');
    expect(server.sent.some(({ method }) => method === 'POST')).toBe(false);
    await user.click(within(asked).getByRole('button', { name: 'End' }));
    expect(await screen.findByText('Dana Okafor no longer acts on the lines of Ada Whitfield.')).toBeInTheDocument();
  });

  it('turns ringing off for one line', async () => {
    const { user, server } = openPortal('/delegation', all);
    await user.click(await screen.findByRole('switch', { name: 'Ring here for Tom Aldous' }));
    await waitFor(() => expect(server.sent.find(({ path }) => path.endsWith('/ringing'))).toMatchObject({ body: { rings: false }, version: 1 }));
  });

  it.each([
    [{ delegation_locked: true }, /An administrator has locked these settings/],
    [{ licensed: false }, /You cannot have delegates without a phone licence/],
    [{ policy: { ...policy, delegation: false } }, /Delegation is switched off at your site/],
    [{ policy: { ...policy, max_delegates: 2 } }, /as many as your organisation allows/],
  ])('says why nobody can be added', async (change, words) => {
    openPortal('/delegation', (fake) => {
      all(fake);
      fake.me = { ...me, ...change };
    });
    expect(await screen.findByText(words)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Add a delegate' })).not.toBeInTheDocument();
    await expectAccessible();
  });

  it('says why one is suspended', async () => {
    openPortal('/delegation', (fake) => {
      fake.lines.delegations = [
        { ...active, suspended: { since: new Date().toISOString(), reasons: [{ party: 'delegate', hindrance: 'unlicensed' }] } },
      ];
    });
    expect(await screen.findByText(/Dana Okafor has no phone licence/)).toBeInTheDocument();
  });
});

describe('a link of a mail', () => {
  it('leads to one delegation and marks it', async () => {
    openPortal(`/delegation/${request.id}`, all);
    await waitFor(() => expect(screen.getByRole('listitem', { name: 'Priya Shah' })).toHaveFocus());
  });

  it('leads an administrator to the common area phone that is asked', async () => {
    const { router } = openPortal(`/delegation/${asksReception.id}`, ({ lines }) => {
      lines.delegations = [asksReception];
    });
    expect(await screen.findByRole('heading', { name: 'Reception', level: 1 })).toBeInTheDocument();
    expect(router.state.location.pathname).toContain('/users/phones/');
  });

  it('says that it is over', async () => {
    openPortal('/delegation/0192b000-0000-7000-8000-00000000dead', all);
    expect(await screen.findByText('This delegation is over')).toBeInTheDocument();
    expect(screen.getByRole('list', { name: 'Requests to you' })).toBeInTheDocument();
    await expectAccessible();
  });
});
