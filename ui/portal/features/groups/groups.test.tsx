import { expectAccessible } from '@shared/test/render';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { refusal } from '../../test/fakeServer';
import { groups } from '../../test/lines';
import { openPortal } from '../../test/render';

const [leads] = groups as [(typeof groups)[0]];

describe('monitoring groups', () => {
  it('tell who supervises, what that allows, and how many', async () => {
    openPortal('/shared-lines/groups');
    const list = await screen.findByRole('list', { name: 'Monitoring groups' });
    expect(list).toHaveTextContent('Dana Okafor');
    expect(list).toHaveTextContent('Listen, Whisper, with a tone');
    expect(list).toHaveTextContent('The lines of 2 people');
    await expectAccessible();
  });

  it('are none at first', async () => {
    openPortal('/shared-lines/groups', ({ lines }) => {
      lines.groups = [];
    });
    expect(await screen.findByText('No monitoring group yet')).toBeInTheDocument();
  });

  it('need a name, a member and a right', async () => {
    const { user, server } = openPortal('/shared-lines/groups');
    await user.click(await screen.findByRole('button', { name: 'Add a group' }));
    const dialog = await screen.findByRole('dialog');
    await user.click(within(dialog).getByRole('checkbox', { name: 'Listen' }));
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    expect(within(dialog).getByText('Name is needed')).toBeInTheDocument();
    expect(within(dialog).getByText('Choose at least one person who supervises.')).toBeInTheDocument();
    expect(within(dialog).getByText('Allow at least one of these.')).toBeInTheDocument();
    await expectAccessible();
    await user.type(within(dialog).getByLabelText('Name'), 'Training');
    await user.type(within(dialog).getByRole('combobox'), 'dana');
    await user.click(await screen.findByRole('option', { name: /Dana Okafor/ }));
    await user.click(within(dialog).getByRole('checkbox', { name: 'Join' }));
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Training was saved.')).toBeInTheDocument();
    expect(server.sentTo('POST', '/v1/monitoring-groups')).toMatchObject([
      { name: 'Training', members: leads.members.map(({ user: who }) => who), settings: { listen: false, barge: true, announce: true } },
    ]);
  });

  it('keep what was typed when somebody else was faster', async () => {
    let isFirst = true;
    const { user, server } = openPortal('/shared-lines/groups', (fake) => {
      fake.override = ({ method }) => {
        if (method !== 'PUT' || !isFirst) return undefined;
        isFirst = false;
        fake.lines.groups = [{ ...leads, name: 'Desk leads', version: 5 }];
        return refusal(412, 'outdated', 'Marcus Delgado changed this since you opened it.');
      };
    });
    await user.click(await screen.findByRole('button', { name: `Actions for ${leads.name}` }));
    await user.click(await screen.findByRole('menuitem', { name: 'Edit' }));
    const dialog = await screen.findByRole('dialog');
    await user.click(within(dialog).getByRole('checkbox', { name: 'Take over' }));
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    expect(await within(dialog).findByText('Desk leads')).toBeInTheDocument();
    expect(within(dialog).getByRole('checkbox', { name: 'Take over' })).toBeChecked();
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(server.sentTo('PUT', `/v1/monitoring-groups/${leads.id}`)).toMatchObject([{ version: 4 }, { version: 5 }]));
  });
});
