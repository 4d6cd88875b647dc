import { expectAccessible } from '@shared/test/render';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { me } from '../../test/data';
import { refusal } from '../../test/fakeServer';
import { openPortal } from '../../test/render';
import { filterOf, numbersSearch } from './search';

const free = '+44 113 496 0009';

describe('phone numbers', () => {
  it('are listed with whose they are', async () => {
    openPortal('/users/numbers');
    expect(await screen.findByRole('rowheader', { name: free })).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Reception' })).toHaveAttribute('href', expect.stringContaining('/users/phones/'));
    await expectAccessible();
  });

  it('are narrowed by the address bar, which takes only what makes sense', () => {
    expect(numbersSearch({ show: 'sideways', page: '0', q: '' })).toEqual({});
    expect(filterOf({ show: 'unassigned', page: '2' })).toMatchObject({ assigned: 'false', offset: 50 });
  });

  it('are added, and a wrong one is explained at the field', async () => {
    const { user } = openPortal('/users/numbers', (fake) => {
      fake.override = ({ method }) =>
        method === 'POST' ? refusal(422, 'invalid', 'Begin with the country code, such as +44.', { field: 'number' }) : undefined;
    });
    await user.click(await screen.findByRole('button', { name: 'Add a number' }));
    const dialog = await screen.findByRole('dialog');
    await user.click(within(dialog).getByRole('button', { name: 'Add' }));
    expect(within(dialog).getByText('Phone number is needed')).toBeInTheDocument();
    await user.type(within(dialog).getByLabelText('Phone number'), '0113 496 0009');
    await user.click(within(dialog).getByRole('button', { name: 'Add' }));
    await waitFor(() => expect(within(dialog).getByLabelText('Phone number')).toHaveAccessibleDescription(/Begin with the country code/));
    await expectAccessible();
  });

  it('are assigned to a person or a phone that is found by words', async () => {
    const { user, server } = openPortal('/users/numbers');
    await user.click(await screen.findByRole('button', { name: `Actions for ${free}` }));
    await user.click(await screen.findByRole('menuitem', { name: 'Assign' }));
    const dialog = await screen.findByRole('dialog');
    await user.click(within(dialog).getByRole('button', { name: 'Assign' }));
    expect(within(dialog).getByText('Person or common area phone is needed')).toBeInTheDocument();
    await user.type(within(dialog).getByRole('combobox'), 'recep');
    await user.click(await screen.findByRole('option', { name: /Reception/ }));
    await user.click(within(dialog).getByRole('button', { name: 'Assign' }));
    expect(await screen.findByText(`${free} belongs to Reception now.`)).toBeInTheDocument();
    expect(server.sentTo('PUT', `/v1/numbers/${encodeURIComponent('+441134960009')}`)).toMatchObject([{ assignee: { kind: 'phone' }, version: 1 }]);
  });

  it('are taken back, and that is undone', async () => {
    const { user, server } = openPortal('/users/numbers');
    const path = `/v1/numbers/${encodeURIComponent('+441134960001')}`;
    await user.click(await screen.findByRole('button', { name: 'Actions for +44 113 496 0001' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Take back' }));
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(server.sentTo('PUT', path)).toHaveLength(2));
    expect(server.sentTo('PUT', path)).toEqual([
      { assignee: null, version: 2 },
      { assignee: { kind: 'user', id: me.id }, version: 3 },
    ]);
  });

  it('are deleted only while they are nobody’s, and only by those who administer the account', async () => {
    const { user } = openPortal('/users/numbers', (fake) => {
      fake.me = { ...me, roles: { administrator: { of: 'site', site: me.site } } };
    });
    await user.click(await screen.findByRole('button', { name: `Actions for ${free}` }));
    expect(await screen.findByRole('menuitem', { name: 'Assign' })).toBeInTheDocument();
    expect(screen.queryByRole('menuitem', { name: 'Delete' })).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Add a number' })).not.toBeInTheDocument();
  });
});
