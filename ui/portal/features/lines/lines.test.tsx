import { expectAccessible } from '@shared/test/render';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { LONG_NAME, me } from '../../test/data';
import { refusal } from '../../test/fakeServer';
import { active, groups, held } from '../../test/lines';
import { FakeStream, openPortal } from '../../test/render';

const path = `/shared-lines/${me.id}`;

describe('the appearance of shared lines', () => {
  it('shows delegators and delegates with privileges and states', async () => {
    openPortal('/shared-lines');
    const table = await screen.findByRole('grid', { name: 'Shared lines' });
    const row = within(table).getByRole('row', { name: /Ada Whitfield/ });
    expect(row).toHaveTextContent('0113 496 0001');
    expect(row).toHaveTextContent('Locked');
    expect(row).toHaveTextContent('places calls, answers calls, picks up held calls, locks calls');
    expect(within(row).getByText('Pending')).toBeInTheDocument();
    expect(within(row).getByRole('link', { name: LONG_NAME })).toHaveAttribute('href', expect.stringContaining('/shared-lines/'));
    expect(within(table).getByRole('link', { name: 'Reception' })).toHaveAttribute('href', expect.stringContaining('/users/phones/'));
    await expectAccessible();
  });

  it('asks for a page of a site as the address bar says', async () => {
    const { server } = openPortal(`/shared-lines?q=shah&site=${me.site}&page=3`);
    expect(await screen.findByText('Nothing found')).toBeInTheDocument();
    const asked = server.sent.find(({ path: to }) => to === '/v1/shared-lines');
    expect(Object.fromEntries(asked?.query ?? [])).toEqual({ q: 'shah', site: me.site, offset: '50', limit: '25' });
  });

  it('follows what happens', async () => {
    const { server } = openPortal('/shared-lines');
    await screen.findByRole('row', { name: /Ada Whitfield/ });
    server.lines.shared = [];
    FakeStream.last?.send({ seq: 2, change: 'put', entity: { kind: 'shared_lines', value: { changed_at: new Date().toISOString() } } });
    expect(await screen.findByText('No line is shared yet')).toBeInTheDocument();
  });
});

describe('the details of one user', () => {
  it('tell everything, and are accessible', async () => {
    openPortal(path, ({ lines }) => {
      lines.delegations = [active, held];
      lines.settings = { supervised_by: groups[0]?.id ?? null };
    });
    expect(await screen.findByRole('heading', { name: 'Ada Whitfield', level: 1 })).toBeInTheDocument();
    expect(within(screen.getByRole('list', { name: 'Delegates' })).getByRole('listitem', { name: 'Dana Okafor' })).toBeInTheDocument();
    expect(within(screen.getByRole('list', { name: 'Acts on the lines of' })).getByRole('link', { name: 'Tom Aldous' })).toBeInTheDocument();
    expect(await screen.findByText('Listen, Whisper, with a tone')).toBeInTheDocument();
    await expectAccessible();
  });

  it('assign a delegate', async () => {
    const { user, server } = openPortal(path);
    await user.click(await screen.findByRole('button', { name: 'Add a delegate' }));
    const dialog = await screen.findByRole('dialog');
    await user.click(await within(dialog).findByRole('button', { name: /Reception/ }));
    await user.click(within(dialog).getByRole('button', { name: 'Assign' }));
    expect(await screen.findByText('Reception was added.')).toBeInTheDocument();
    expect(server.sentTo('POST', `/v1/shared-lines/${me.id}/delegates`)).toMatchObject([{ delegate: { kind: 'phone' } }]);
    expect(server.sent.find(({ path: to }) => to === '/v1/directory')?.query.get('delegator')).toBe(me.id);
  });

  it('change privileges by checkbox, and keep the draft when somebody else was faster', async () => {
    const { user, server } = openPortal(path, ({ lines }) => {
      lines.delegations = [active];
    });
    const card = await screen.findByRole('listitem', { name: 'Dana Okafor' });
    await user.click(within(card).getByRole('checkbox', { name: 'Lock calls' }));
    server.lines.change(active.id, { terms: { privileges: { ...active.terms.privileges, answer_calls: false } } });
    await user.click(within(card).getByRole('button', { name: 'Save what Dana Okafor may do' }));
    expect(await within(card).findByText(/Priya Shah changed this since you opened it/)).toBeInTheDocument();
    await waitFor(() => expect(within(card).getAllByText(/Places calls, picks up held calls, and locks calls/)).not.toEqual([]));
    expect(within(card).getByRole('checkbox', { name: 'Lock calls' })).not.toBeChecked();
    await expectAccessible();
    await user.click(within(card).getByRole('button', { name: 'Save my changes all the same, for Dana Okafor' }));
    expect(await screen.findByText('What Dana Okafor may do was saved.')).toBeInTheDocument();
    expect(server.sent.filter(({ path: to }) => to.endsWith('/terms'))).toMatchObject([
      { version: 1, body: { terms: { privileges: { lock_calls: false, answer_calls: true } } } },
      { version: 2, body: { terms: { privileges: { lock_calls: false, answer_calls: true } } } },
    ]);
  });

  it('refuse a delegate who may do nothing, without asking the server', async () => {
    const { user, server } = openPortal(path, ({ lines }) => {
      lines.delegations = [active];
    });
    const card = await screen.findByRole('listitem', { name: 'Dana Okafor' });
    for (const name of ['Place calls', 'Answer calls', 'Pick up held calls', 'Lock calls']) await user.click(within(card).getByRole('checkbox', { name }));
    await user.click(within(card).getByRole('button', { name: 'Save what Dana Okafor may do' }));
    expect(within(card).getByText('Choose at least one privilege.')).toBeInTheDocument();
    expect(server.sent.some(({ method }) => method === 'PUT')).toBe(false);
    await user.click(within(card).getByRole('button', { name: 'Discard the changes for Dana Okafor' }));
    expect(within(card).getByRole('checkbox', { name: 'Place calls' })).toBeChecked();
  });

  it('lock, and unlock again', async () => {
    const { user, server } = openPortal(path);
    await user.click(await screen.findByRole('button', { name: 'Lock' }));
    expect(await screen.findByText(/Locked by Ada Whitfield/)).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Unlock' }));
    expect(await screen.findByText('Not locked')).toBeInTheDocument();
    expect(server.sent.filter(({ path: to }) => to.endsWith('/lock')).map(({ version }) => version)).toEqual([1, 2]);
  });

  it('say who has to answer before a lock', async () => {
    const words = 'Sam Okafor has not answered an invitation yet; withdraw it or wait.';
    const { user } = openPortal(path, (fake) => {
      fake.override = ({ path: to }) => (to.endsWith('/lock') ? refusal(409, 'conflict', words) : undefined);
    });
    await user.click(await screen.findByRole('button', { name: 'Lock' }));
    expect(await screen.findByText(new RegExp(words))).toBeInTheDocument();
    await expectAccessible();
  });

  it('keep the chosen group when somebody else chose another', async () => {
    const { user, server } = openPortal(path);
    await user.click(await screen.findByRole('button', { name: /Supervised by/ }));
    await user.click(await screen.findByRole('option', { name: 'Service desk leads' }));
    server.lines.settings = { version: 2 };
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText(/Marcus Delgado changed this/)).toBeInTheDocument();
    await waitFor(() => expect(server.sent.filter(({ method, path: to }) => method === 'GET' && to === `/v1${path}`).length).toBeGreaterThan(1));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('The supervision of Ada Whitfield was saved.')).toBeInTheDocument();
  });

  it('say why nobody can be added', async () => {
    openPortal(path, ({ lines }) => {
      lines.delegations = [];
      lines.settings = { hindrance: 'Ada Whitfield has no phone licence.' };
    });
    expect(await screen.findByText('Ada Whitfield has no phone licence.')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Add a delegate' })).not.toBeInTheDocument();
  });

  it('are not shown to those who may not see them', async () => {
    openPortal(path, (fake) => {
      fake.override = ({ path: to }) => (to === `/v1${path}` ? refusal(404, 'not_found', 'There is no such user.') : undefined);
    });
    expect(await screen.findByText('It is not there')).toBeInTheDocument();
  });
});
