import { expectAccessible } from '@shared/test/render';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { audit, id, LEEDS } from '../../test/data';
import { openPortal } from '../../test/render';
import { auditSearch, filterOf } from './search';

describe('the audit log', () => {
  it('says what was done in words, and what it does not know by its name', async () => {
    openPortal('/audit', (fake) => {
      const [first] = audit as [(typeof audit)[0]];
      fake.override = ({ path }) =>
        path === '/v1/audit'
          ? {
              status: 200,
              body: [
                { ...first, seq: 3, action: 'shared_lines.locked', subject: 'user:1', summary: 'Locked the settings of Dana Okafor' },
                { ...first, seq: 2, action: 'something.newer', subject: 'thing:1', summary: 'Did something' },
              ],
            }
          : undefined;
    });
    const table = await screen.findByRole('grid', { name: 'Audit log' });
    expect(within(table).getByRole('row', { name: /Locked the settings/ })).toHaveTextContent('Delegation settings locked');
    expect(within(table).getByRole('row', { name: /Did something/ })).toHaveTextContent('something.newer');
    await expectAccessible();
  });

  it('is narrowed by who, what, when, where and words, which the address bar keeps', async () => {
    const { server } = openPortal(`/audit?q=lock&kind=shared_lines&actor=${id(2)}&from=2026-11-01&to=2026-11-22&site=${LEEDS}`);
    await waitFor(() => expect(screen.getByRole('combobox', { name: /Who/ })).toHaveValue('Dana Okafor'));
    const asked = Object.fromEntries(server.sent.find(({ path }) => path === '/v1/audit')?.query ?? []);
    expect(asked).toMatchObject({ q: 'lock', action: 'shared_lines.', actor: id(2), site: LEEDS });
    expect(new Date(asked.to ?? '').getTime() - new Date(asked.from ?? '').getTime()).toBe(22 * 24 * 3600 * 1000);
  });

  it('is narrowed by hand', async () => {
    const { user, router } = openPortal('/audit');
    await user.click(await screen.findByRole('button', { name: /Kind/ }));
    await user.click(await screen.findByRole('option', { name: 'Delegations' }));
    await user.type(screen.getByRole('combobox', { name: /Who/ }), 'dana');
    await user.click(await screen.findByRole('option', { name: /Dana Okafor/ }));
    await waitFor(() => expect(router.state.location.search).toEqual({ kind: 'delegation', actor: id(2) }));
  });

  it('leaves out of the address bar what makes no sense', () => {
    expect(auditSearch({ kind: 'nonsense', from: 'yesterday', to: '2026-02-31', q: '', actor: 5 })).toEqual({});
    expect(filterOf({})).toEqual({ q: undefined, actor: undefined, site: undefined, action: undefined, from: undefined, to: undefined });
  });
});
