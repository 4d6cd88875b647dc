import { expectAccessible } from '@shared/test/render';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { home, leeds, leedsFifth, scenarios } from '../../scenarios.fake';
import { failure, renderApp } from '../../test/renderApp';

const KEY = scenarios.confirm.prompt?.network_key;
const press = (name: string | RegExp) => screen.getByRole('button', { name });

async function addNew(user: Awaited<ReturnType<typeof renderApp>>['user']) {
  await user.click(press('Add a new address'));
}

describe('the prompt: confirm', () => {
  it('is answered with one press', async () => {
    const { bridge, user } = await renderApp('confirm', { route: 'prompt' });
    await user.click(press('Yes, I am here'));
    expect(bridge.acted).toEqual([
      { action: 'report', network_key: KEY, answer: { kind: 'confirm', location: '0192f0c1-0000-7000-8000-000000000011' }, portable: false },
    ]);
  });

  it('says why the answer was not taken', async () => {
    const { user } = await renderApp('confirm', { route: 'prompt', onAction: () => failure('This computer has moved on.') });
    await user.click(press('Yes, I am here'));
    expect(await screen.findByRole('alert')).toHaveTextContent('This computer has moved on.');
  });

  it('leads to other places and back, and the focus goes along', async () => {
    const { user } = await renderApp('confirm', { route: 'prompt' });
    await user.click(press('Somewhere else'));
    expect(screen.getByRole('heading', { level: 1, name: 'Where are you now?' })).toHaveFocus();
    await expectAccessible();
    await user.click(press('Back'));
    expect(screen.getByRole('heading', { level: 1, name: /^Are you at Leeds office/ })).toHaveFocus();
  });

  it.each([
    ['In 15 minutes', 'quarter_hour'],
    ['In an hour', 'hour'],
    ['When this computer moves', 'next_move'],
  ])('is put off: %s', async (name, until) => {
    const { bridge, user } = await renderApp('confirm', { route: 'prompt' });
    await user.click(press('Later'));
    await user.click(await screen.findByRole('menuitem', { name }));
    expect(bridge.acted).toEqual([{ action: 'snooze', until }]);
  });

  it('takes Escape for later', async () => {
    const { bridge, user } = await renderApp('confirm', { route: 'prompt' });
    await user.keyboard('{Escape}');
    expect(bridge.acted).toEqual([{ action: 'snooze', until: 'quarter_hour' }]);
  });

  it('lets Escape close its menu first', async () => {
    const { bridge, user } = await renderApp('confirm', { route: 'prompt' });
    await user.click(press('Later'));
    await screen.findByRole('menu');
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('menu')).toBeNull());
    expect(bridge.acted).toEqual([]);
  });

  it('shows what is so once it is answered', async () => {
    const { bridge } = await renderApp('confirm', { route: 'prompt' });
    bridge.show(scenarios.settled);
    expect(await screen.findByText(/Emergency calls from this computer go to/)).toHaveTextContent('4th floor, 12 Mill Lane, Leeds, LS1 4AP');
    expect(screen.getByText('Settled')).toBeVisible();
    expect(screen.queryByRole('button')).toBeNull();
  });
});

describe('the prompt: choose', () => {
  it('takes one of the candidates and none by itself', async () => {
    const { bridge, user } = await renderApp('choose', { route: 'prompt' });
    expect(press('I am here')).toBeDisabled();
    await user.click(screen.getByRole('radio', { name: /5th floor/ }));
    await user.click(press('I am here'));
    expect(bridge.acted).toMatchObject([{ action: 'report', answer: { kind: 'confirm', location: leedsFifth.place.at === 'company' ? leedsFifth.place.location : '' } }]);
  });
});

describe('the prompt: add', () => {
  it('offers recent and saved places first, each once', async () => {
    await renderApp('add', { route: 'prompt' });
    const rows = within(screen.getByRole('list')).getAllByRole('button');
    expect(rows.map((row) => row.textContent)).toEqual([
      'Home 3 Chapel Terrace, Headingley, LS6 3JN',
      'Leeds office, 4th floor 4th floor, 12 Mill Lane, Leeds, LS1 4AP',
      'Hotel Adler, Hamburg Room 217, Speersort 4, 20095 Hamburg',
    ]);
  });

  it('takes a saved address with one press, and that the network travels', async () => {
    const { bridge, user } = await renderApp('add', { route: 'prompt' });
    await user.click(screen.getByRole('checkbox', { name: 'This network travels with me' }));
    await user.click(press(/^Home/));
    expect(bridge.acted).toEqual([
      { action: 'report', network_key: KEY, answer: { kind: 'saved_personal_location', personal: home.id }, portable: true },
    ]);
  });

  it('says what choosing a place of the organisation means before it is done', async () => {
    const { bridge, user } = await renderApp('add', { route: 'prompt' });
    await user.click(press(/^Leeds office/));
    expect(bridge.acted).toEqual([]);
    expect(screen.getByText(/An administrator reviews it/)).toBeVisible();
    await user.click(press('I am here'));
    expect(bridge.acted).toMatchObject([{ action: 'report', answer: { kind: 'bind_company_location', location: leeds } }]);
  });

  it('finds places of the organisation', async () => {
    const { bridge, user } = await renderApp('add', { route: 'prompt' });
    await user.type(screen.getByRole('combobox', { name: 'Find a place' }), '5th');
    await user.click(await screen.findByRole('option', { name: /5th floor/ }, { timeout: 3000 }));
    await user.click(press('I am here'));
    expect(bridge.asked).toContainEqual({ question: 'locations', words: '5th', offset: 0 });
    expect(bridge.acted).toMatchObject([
      { action: 'report', answer: { kind: 'bind_company_location', location: { label: 'Leeds office, 5th floor', place: leedsFifth.place } } },
    ]);
  });

  it('says plainly that it cannot search while offline', async () => {
    await renderApp('add_offline', { route: 'prompt' });
    expect(screen.queryByRole('combobox')).toBeNull();
    expect(screen.getByText(/cannot be searched without a connection/)).toBeVisible();
  });

  it('sends a new address of the person', async () => {
    const { bridge, user } = await renderApp('add_empty', { route: 'prompt' });
    await addNew(user);
    await expectAccessible();
    await user.type(screen.getByRole('textbox', { name: 'Name' }), ' Studio ');
    await user.type(screen.getByRole('textbox', { name: 'Street' }), 'Cross Green Lane');
    await user.type(screen.getByRole('textbox', { name: /^House number/ }), '7');
    await user.type(screen.getByRole('textbox', { name: 'Town' }), 'Leeds');
    await user.type(screen.getByRole('textbox', { name: 'Postcode' }), 'LS9 0DJ');
    await user.click(press('Use this address'));
    expect(bridge.acted).toMatchObject([
      {
        action: 'report',
        answer: {
          kind: 'new_personal_location',
          name: 'Studio',
          address: { country: 'GB', hno: '7', rd: 'Cross Green Lane', a3: 'Leeds', pc: 'LS9 0DJ' },
        },
        portable: false,
      },
    ]);
  });

  it('keeps what was typed when the same network becomes known more exactly, and not on another network', async () => {
    const { bridge, user } = await renderApp('add', { route: 'prompt' });
    const prompt = scenarios.add.prompt;
    if (prompt == null) throw new Error('the scenario asks');
    await addNew(user);
    await user.type(screen.getByRole('textbox', { name: 'Name' }), 'Studio');
    bridge.show({ ...scenarios.add, prompt: { ...prompt, network_key: `${prompt.network_key} port "sw-4" "Gi1/0/12"` } });
    await user.type(screen.getByRole('textbox', { name: 'Name' }), '!');
    expect(screen.getByRole('textbox', { name: 'Name' })).toHaveValue('Studio!');
    bridge.show({ ...scenarios.add, prompt: { ...prompt, network_key: 'gw 00:1b:21:aa:00:02 10.9.0.1 10.9.0.0/24' } });
    expect(await screen.findByRole('button', { name: 'Add a new address' })).toBeVisible();
    expect(screen.queryByRole('textbox', { name: 'Name' })).toBeNull();
  });

  it('names what is missing, beside its field, and sends nothing', async () => {
    const { bridge, user } = await renderApp('add', { route: 'prompt' });
    await addNew(user);
    await user.click(press('Use this address'));
    expect(screen.getByRole('textbox', { name: 'Name' })).toHaveAccessibleDescription(/Name is needed/);
    expect(screen.getByRole('textbox', { name: 'Postcode' })).toHaveAccessibleDescription('Postcode is needed');
    expect(bridge.acted).toEqual([]);
    await expectAccessible();
  });

  it('puts what the server finds wrong beside its field', async () => {
    const { user } = await renderApp('add', {
      route: 'prompt',
      onAction: () => failure('The address is not complete.', [{ field: 'answer.address.pc', message: 'That is no postcode.' }]),
    });
    await addNew(user);
    await user.type(screen.getByRole('textbox', { name: 'Name' }), 'Studio');
    await user.type(screen.getByRole('textbox', { name: 'Street' }), 'Cross Green Lane');
    await user.type(screen.getByRole('textbox', { name: 'Town' }), 'Leeds');
    await user.type(screen.getByRole('textbox', { name: 'Postcode' }), 'x');
    await user.click(press('Use this address'));
    expect(await screen.findByRole('alert')).toHaveTextContent('The address is not complete.');
    expect(screen.getByRole('textbox', { name: 'Postcode' })).toHaveAccessibleDescription('That is no postcode.');
  });

  it('proposes a new place of the organisation below a chosen one', async () => {
    const { bridge, user } = await renderApp('add', { route: 'prompt' });
    await addNew(user);
    await user.click(screen.getByRole('radio', { name: "My organisation's" }));
    await user.type(screen.getByRole('textbox', { name: 'Name' }), '6th floor');
    await user.type(screen.getByRole('combobox', { name: 'Part of' }), 'Leeds');
    await user.click(await screen.findByRole('option', { name: /^Leeds office/ }, { timeout: 3000 }));
    await user.type(screen.getByRole('textbox', { name: 'Street' }), 'Mill Lane');
    await user.type(screen.getByRole('textbox', { name: 'Town' }), 'Leeds');
    await user.type(screen.getByRole('textbox', { name: 'Postcode' }), 'LS1 4AP');
    await user.click(press('Use this address'));
    expect(bridge.acted).toMatchObject([
      { action: 'report', answer: { kind: 'new_company_location', parent: '0192f0c1-0000-7000-8000-000000000010', name: '6th floor' } },
    ]);
  });

  it('does not show the kinds that policy forbids', async () => {
    const { user } = await renderApp('add_personal_only', { route: 'prompt' });
    expect(screen.queryByRole('combobox')).toBeNull();
    expect(screen.queryByRole('button', { name: /^Leeds office/ })).toBeNull();
    await addNew(user);
    expect(screen.queryByRole('radio')).toBeNull();
  });

  it('says so where policy leaves nothing', async () => {
    await renderApp('add_forbidden', { route: 'prompt' });
    expect(screen.getByText(/lets only administrators say where a network is/)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Add a new address' })).toBeNull();
    expect(press('Later')).toBeEnabled();
  });
});

describe('the prompt: in the portal', () => {
  it.each(['confirm', 'choose', 'add', 'change'] as const)('can be answered there: %s', async (scenario) => {
    const { bridge, user } = await renderApp(scenario, { route: 'prompt' });
    await user.click(press('Choose in the portal'));
    expect(bridge.acted).toEqual([
      { action: 'open_portal', path: '/emergency/choose?device=0192f0c1-0000-7000-8000-000000000061' },
    ]);
    await expectAccessible();
  });

  it('says why the portal did not open', async () => {
    const { user } = await renderApp('confirm', { route: 'prompt', onAction: () => failure('There is no browser on this computer.') });
    await user.click(press('Choose in the portal'));
    expect(await screen.findByText('There is no browser on this computer.')).toBeVisible();
  });

  it('is not offered while the server cannot be reached', async () => {
    await renderApp('add_offline', { route: 'prompt' });
    expect(screen.queryByRole('button', { name: 'Choose in the portal' })).toBeNull();
  });
});

describe('the prompt: change', () => {
  it('is left without an answer', async () => {
    const { bridge, user } = await renderApp('change');
    await user.click(press('Stay with Leeds office, 4th floor'));
    expect(bridge.acted).toEqual([{ action: 'cancel_change' }]);
  });

  it('does not offer what is settled', async () => {
    await renderApp('change', { route: 'prompt' });
    expect(screen.queryByRole('button', { name: /^Leeds office/ })).toBeNull();
  });
});
