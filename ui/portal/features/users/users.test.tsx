import { expectAccessible } from '@shared/test/render';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { id, users } from '../../test/data';
import { refusal } from '../../test/fakeServer';
import { openPortal } from '../../test/render';

describe('users', () => {
  it('show extension and numbers, and lead to the other pages about them', async () => {
    const { user, router } = openPortal('/users', (fake) => {
      const [ada] = users as [(typeof users)[0]];
      fake.override = ({ path }) =>
        path === '/v1/users' ? { status: 200, body: { items: [{ ...ada, extension: '201', numbers: ['+441134960001'] }], total: 1, offset: 0 } } : undefined;
    });
    const row = await screen.findByRole('row', { name: /Ada Whitfield/ });
    expect(row).toHaveTextContent('Extension 201');
    expect(row).toHaveTextContent('0113 496 0001');
    expect(screen.getByRole('link', { name: 'Export' })).toHaveAttribute('href', '/v1/users/export');
    await expectAccessible();
    await user.click(screen.getByRole('button', { name: 'Actions for Ada Whitfield' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Delegation settings' }));
    await waitFor(() => expect(router.state.location.pathname).toBe(`/shared-lines/${id(1)}`));
  });

  it('are shown from the first page where the address bar names none', async () => {
    const { server } = openPortal('/users?page=nonsense');
    await screen.findByRole('row', { name: /Dana Okafor/ });
    expect(server.sent.find(({ path }) => path === '/v1/users')?.query.get('offset')).toBe('0');
  });

  it('keep what was typed when somebody else was faster', async () => {
    let isFirst = true;
    const { user, server } = openPortal('/users', (fake) => {
      fake.override = ({ method, path }) => {
        if (path !== `/v1/users/${id(2)}`) return undefined;
        if (method === 'GET') return { status: 200, body: { ...users[1], extension: '299', version: 2 } };
        if (!isFirst) return undefined;
        isFirst = false;
        return refusal(412, 'outdated', 'Somebody changed this since you opened it; load it again.');
      };
    });
    await user.click(await screen.findByRole('button', { name: 'Actions for Dana Okafor' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Edit' }));
    const dialog = await screen.findByRole('dialog');
    await user.type(within(dialog).getByLabelText(/Extension/), '202');
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    expect(await within(dialog).findByText('299')).toBeInTheDocument();
    expect(within(dialog).getByLabelText(/Extension/)).toHaveValue('202');
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(server.sentTo('PUT', `/v1/users/${id(2)}`)).toMatchObject([{ version: 1, extension: '202' }, { version: 2, extension: '202' }]));
  });
});
