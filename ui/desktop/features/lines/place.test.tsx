import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { credentialsOf, phones } from '../../lines.fake';
import { scenarios } from '../../scenarios.fake';
import { failure, renderApp } from '../../test/renderApp';
import type { ActionError, DeskPhone, Line, View } from '../../types';

const open = (shown: Parameters<typeof renderApp>[0], options: Parameters<typeof renderApp>[1] = {}) => renderApp(shown, { route: 'lines', ...options });
const [ownLine, inesLine] = scenarios.lines.lines as [Line, Line];
const [desk] = phones as [DeskPhone];
const section = (name: string) => within(screen.getByRole('region', { name }));
const server = (code: 'outdated', message: string): ActionError => ({ code: { from: 'server', code }, message, fields: [] });

describe('a call on behalf', () => {
  it('is placed by keyboard, on the chosen phone, as it was pasted', async () => {
    const { user, bridge } = await open('lines');
    await user.click(screen.getByRole('button', { name: 'Call for Inès Moreau' }));
    const field = screen.getByRole('textbox', { name: 'Number or extension' });
    expect(field).toHaveFocus();
    await user.paste(' +44 (0)20 7946 0018 ');
    await user.keyboard('{Enter}');
    expect(bridge.acted).toEqual([{ action: 'place_call', line: inesLine.id, phone: phones[0]?.id, to: '+442079460018' }]);
    expect(await screen.findByText('Desk rings now. Pick it up, and the call goes out.')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Call for Inès Moreau' })).toHaveFocus();
  });

  it('keeps what was typed when it is refused, and names what is wrong with it', async () => {
    const { user } = await open('lines', { onAction: () => failure('Some fields are wrong.', [{ field: 'to', message: 'There is no way to this number.' }]) });
    await user.click(screen.getByRole('button', { name: 'Call for Inès Moreau' }));
    await user.keyboard('123456789{Enter}');
    const field = screen.getByRole('textbox', { name: 'Number or extension' });
    await waitFor(() => expect(field).toHaveAccessibleDescription(/There is no way to this number\./));
    expect(field).toHaveValue('123456789');
  });

  it('says in words why it is refused', async () => {
    const { user } = await open('lines', {
      onAction: () => ({ code: { from: 'server', code: 'line_refused' }, message: 'no', fields: [], refusal: { reason: 'line_full' } }),
    });
    await user.click(screen.getByRole('button', { name: 'Place a call' }));
    await user.keyboard('204{Enter}');
    expect(await screen.findByText('This line has as many calls as it takes.')).toBeVisible();
  });

  it('asks for the phone where several could ring', async () => {
    const { user, bridge } = await open('lines_choosing_phone');
    await user.click(screen.getByRole('button', { name: 'Place a call' }));
    await user.keyboard('204{Enter}');
    expect(bridge.acted).toEqual([]);
    expect(screen.getByText('Choose the phone that rings.')).toBeVisible();
    await user.click(screen.getByRole('button', { name: /Phone that rings/ }));
    await user.click(await screen.findByRole('option', { name: 'Laptop' }));
    await user.click(screen.getByRole('button', { name: 'Call' }));
    const phone = phones[1]?.id;
    expect(bridge.acted).toEqual([
      { action: 'choose_phone', phone },
      { action: 'place_call', line: ownLine.id, phone, to: '204' },
    ]);
  });

  it('is not to be had where it is refused, with the reason', async () => {
    await open('lines');
    const button = screen.getByRole('button', { name: 'Call for Priya Shah' });
    expect(button).toBeDisabled();
    expect(button).toHaveAccessibleDescription('Priya Shah has not allowed you to place calls on this line.');
  });
});

describe('call forwarding', () => {
  const openForm = async (options: Parameters<typeof open>[1] = {}) => {
    const opened = await open('lines', options);
    await opened.user.click(screen.getByRole('button', { name: 'Call forwarding' }));
    return { ...opened, form: within(screen.getByRole('form', { name: 'Call forwarding' })) };
  };

  it('is for one’s own line', async () => {
    const { form } = await openForm();
    expect(screen.getAllByRole('button', { name: 'Call forwarding' })).toHaveLength(1);
    expect(form.getByText('Now: calls ring for 25 seconds, then go to voicemail at 0113 496 0099.')).toBeVisible();
    expect(form.getByRole('button', { name: 'Save' })).toBeDisabled();
  });

  it('saves with the version that was read', async () => {
    const { user, bridge, form } = await openForm();
    await user.click(form.getByRole('radio', { name: 'To another number' }));
    const number = form.getByRole('textbox', { name: 'Number or extension' });
    await user.clear(number);
    await user.type(number, '(0113) 496-0051');
    const seconds = form.getByRole('textbox', { name: 'Ring for, in seconds' });
    await user.clear(seconds);
    await user.type(seconds, '40');
    await user.tab();
    await user.click(form.getByRole('button', { name: 'Save' }));
    expect(bridge.acted).toEqual([
      { action: 'set_forwarding', line: ownLine.id, settings: { after_seconds: 40, then: { kind: 'number', number: '01134960051' } }, version: 4 },
    ]);
    expect(await screen.findByText('Saved. It holds from the next call.')).toBeVisible();
  });

  it('goes by why a call is not taken', async () => {
    const { user, bridge, form } = await openForm();
    await user.click(form.getByRole('switch', { name: 'Do not disturb' }));
    await user.type(form.getByRole('textbox', { name: /^Send all calls to/ }), 'home');
    await user.click(form.getByRole('button', { name: 'Save' }));
    expect(form.getByText(/^Use digits/)).toBeVisible();
    expect(bridge.acted).toEqual([]);
    await user.clear(form.getByRole('textbox', { name: /^Send all calls to/ }));
    await user.type(form.getByRole('textbox', { name: /^When somebody is busy/ }), '204');
    await user.type(form.getByRole('textbox', { name: /^When no telephone/ }), '+44 113 496 0051');
    await user.click(form.getByRole('button', { name: 'Save' }));
    expect(bridge.acted).toMatchObject([{ settings: { do_not_disturb: true, busy: '204', unreachable: '+441134960051' } }]);
    expect((bridge.acted[0] as { settings: object }).settings).not.toHaveProperty('always');
  });

  it('is known to whoever acts on the line, and theirs to change only on their own', async () => {
    const { bridge } = await open('lines');
    const delegated = scenarios.lines.lines.find(({ delegator }) => delegator !== ownLine.delegator);
    if (!delegated) throw new Error('somebody else has a line');
    const settings = { always: '+441134960051', do_not_disturb: true, after_seconds: 30, then: { kind: 'busy' as const } };
    act(() => bridge.show({ ...scenarios.lines, lines: [{ ...delegated, suspended: false, forwarding: { settings, own: true, version: 2 } }] }));
    expect(await screen.findByText(/^All calls to this line go to/)).toBeVisible();
    expect(screen.getByText(/^Do not disturb is on/)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Call forwarding' })).toBeNull();
  });

  it.each([
    ['', 'Enter a phone number or an extension.'],
    ['voicemail', /^Use digits/],
    ['+44 113 496 0021', 'Choose another number than that of this line.'],
  ])('does not send what cannot be: %j', async (text, words) => {
    const { user, bridge, form } = await openForm();
    const number = form.getByRole('textbox', { name: 'Voicemail number' });
    await user.clear(number);
    if (text !== '') await user.type(number, text);
    await user.click(form.getByRole('button', { name: 'Save' }));
    expect(form.getByText(words)).toBeVisible();
    expect(bridge.acted).toEqual([]);
  });

  it('tells of a conflict, and saves over it only when asked to', async () => {
    let isFirst = true;
    const { user, bridge, form } = await openForm({
      onAction: () => {
        if (!isFirst) return undefined;
        isFirst = false;
        return server('outdated', 'These settings have changed.');
      },
    });
    await user.click(form.getByRole('radio', { name: 'Nowhere' }));
    await user.click(form.getByRole('button', { name: 'Save' }));
    expect(await form.findByText(/These settings were changed meanwhile/)).toBeVisible();
    const newer: View = { ...scenarios.lines, lines: [{ ...ownLine, forwarding: { settings: { after_seconds: 10, then: { kind: 'number', number: '204' } }, own: true, version: 5 } }] };
    act(() => bridge.show(newer));
    await form.findByText(/nothing of yours was saved\. Now: calls ring for 10 seconds, then go to 204\./);
    await user.click(form.getByRole('button', { name: 'Save my changes all the same' }));
    expect(bridge.acted.at(-1)).toMatchObject({ version: 5, settings: { then: { kind: 'busy' } } });
  });

  it('follows what is saved elsewhere while nobody is at work on it', async () => {
    const { bridge, form } = await openForm();
    act(() => bridge.show({ ...scenarios.lines, lines: [{ ...ownLine, forwarding: { settings: { after_seconds: 10, then: { kind: 'busy' } }, own: true, version: 5 } }] }));
    await waitFor(() => expect(form.getByRole('radio', { name: 'Nowhere' })).toBeChecked());
    expect(form.queryByText(/changed meanwhile/)).toBeNull();
  });
});

describe('the call history of a line', () => {
  const openHistory = async (options: Parameters<typeof open>[1] = {}) => {
    const opened = await open('lines', options);
    expect(opened.bridge.asked).toEqual([]);
    await opened.user.click(section('Your line').getByRole('button', { name: 'Call history' }));
    return opened;
  };

  it('says of each call with whom, what came of it and who did what', async () => {
    await openHistory();
    const [first, second, third, fourth, fifth] = within(await screen.findByRole('list', { name: 'Call history' })).getAllByRole('listitem').filter((item) => item.parentElement?.getAttribute('aria-label') === 'Call history');
    expect(first).toHaveTextContent(/Acme Catering 020 7946 0018.*Answered.*For 3:57.*Encrypted on both sides.*Answered by Sam Okafor.*Picked up by you/);
    expect(second).toHaveTextContent(/\+49 30 55501000.*Handed over.*Not encrypted all the way.*Placed by Sam Okafor for you.*Handed over by Sam Okafor to 4022/);
    expect(third).toHaveTextContent(/Number withheld.*Went to 0113 496 0099/);
    expect(third).not.toHaveTextContent(/ncrypted/);
    expect(fourth).toHaveTextContent(/Locked call.*Answered by Priya Shah/);
    expect(fifth).toHaveTextContent(/Busy/);
  });

  it('is read a page at a time', async () => {
    const { user, bridge } = await openHistory();
    const list = await screen.findByRole('list', { name: 'Call history' });
    expect(list.children).toHaveLength(20);
    await user.click(screen.getByRole('button', { name: 'Load more' }));
    await waitFor(() => expect(list.children).toHaveLength(35));
    expect(screen.queryByRole('button', { name: 'Load more' })).toBeNull();
    expect(bridge.asked).toMatchObject([{ question: 'line_history', line: ownLine.id, before: null }, { before: expect.any(String) as string }]);
  });

  it('is read again when a call on the line is over', async () => {
    const { bridge } = await openHistory();
    await screen.findByRole('list', { name: 'Call history' });
    act(() => bridge.show({ ...scenarios.lines, lines: [{ ...ownLine, calls: [] }, inesLine] }));
    await waitFor(() => expect(bridge.asked).toHaveLength(2));
  });

  it('says that it could not be read, and tries again', async () => {
    let isBroken = true;
    const { user } = await openHistory({
      prepare: (bridge) => {
        const { answer } = bridge;
        bridge.answer = (question) => {
          if (isBroken) throw new Error('no answer');
          return answer(question);
        };
      },
    });
    expect(await screen.findByText('The call history could not be read')).toBeVisible();
    isBroken = false;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('list', { name: 'Call history' })).toBeVisible();
  });

  it('says when there is none', async () => {
    await openHistory({ prepare: (bridge) => (bridge.answer = () => ({ answer: 'line_history', value: { items: [], people: [] } })) });
    expect(await screen.findByText(/^No calls yet/)).toBeVisible();
  });
});

describe('phones', () => {
  const card = (name: string) => screen.getByRole('heading', { level: 3, name }).closest('li') as HTMLElement;

  it('say whether and from where they are registered, and which one is used', async () => {
    await open('lines');
    expect(card('Desk')).toHaveTextContent(/Registered.*Used from here.*baresip on 192\.0\.2\.4, encrypted, since \d hours ago/);
    expect(card('Laptop')).toHaveTextContent(/Registered.*From 2001:db8:4::27, since \d+ minutes ago/);
    expect(card('Workshop')).toHaveTextContent(/Not registered.*It cannot be reached/);
  });

  it('ring or stay quiet, and one is chosen', async () => {
    const { user, bridge } = await open('lines');
    await user.click(screen.getByRole('switch', { name: 'Laptop rings by itself' }));
    await user.click(screen.getByRole('button', { name: /Phone used from this computer/ }));
    await user.click(await screen.findByRole('option', { name: 'Laptop' }));
    expect(bridge.acted).toEqual([
      { action: 'edit_desk_phone', phone: phones[1]?.id, name: 'Laptop', rings: true, version: 1 },
      { action: 'choose_phone', phone: phones[1]?.id },
    ]);
  });

  const choose = async (user: Awaited<ReturnType<typeof open>>['user'], item: string) => {
    await user.click(screen.getByRole('button', { name: 'Actions for Desk' }));
    await user.click(await screen.findByRole('menuitem', { name: item }));
  };

  it('are renamed', async () => {
    const { user, bridge } = await open('lines');
    await choose(user, 'Rename Desk');
    const field = await screen.findByRole('textbox', { name: 'Name of the phone' });
    await user.clear(field);
    await user.keyboard('{Enter}');
    expect(screen.getByText('Name of the phone is needed')).toBeVisible();
    await user.type(field, 'Desk at home{Enter}');
    expect(bridge.acted).toEqual([{ action: 'edit_desk_phone', phone: phones[0]?.id, name: 'Desk at home', rings: true, version: 2 }]);
  });

  it('are removed only after a question', async () => {
    const { user, bridge } = await open('lines');
    await choose(user, 'Remove Desk');
    expect(await screen.findByRole('alertdialog')).toHaveTextContent(/can no longer place or take calls/);
    expect(bridge.acted).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Remove' }));
    expect(bridge.acted).toEqual([{ action: 'remove_desk_phone', phone: phones[0]?.id }]);
  });

  it.each(['add', 'password'] as const)('show their credentials once, to be copied: %s', async (way) => {
    const { user, bridge } = await open(way === 'add' ? 'lines_empty' : 'lines', {
      onAction: () => ({ done: 'credentials', ...credentialsOf(desk) }),
    });
    if (way === 'add') {
      await user.click(screen.getByRole('button', { name: 'Add a phone' }));
      await screen.findByRole('textbox', { name: 'Name of the phone' });
      await user.keyboard('Desk{Enter}');
    } else {
      await choose(user, 'New password for Desk');
      await user.click(await screen.findByRole('button', { name: 'Make a new password' }));
    }
    const told = within(await screen.findByRole('dialog', { name: 'Type this into Desk' }));
    expect(bridge.acted).toHaveLength(1);
    expect(told.getByText('shown once')).toBeVisible();
    expect(told.getByRole('textbox', { name: 'User name' })).toHaveValue('dana-desk-7k2m');
    expect(told.getByRole('textbox', { name: 'Domain (realm)' })).toHaveValue('phones.northwind.example');
    expect(told.getByRole('textbox', { name: 'Server (TLS)' })).toHaveValue('phones.northwind.example:5061');
    await user.click(told.getByRole('button', { name: 'Copy: Password' }));
    expect(await navigator.clipboard.readText()).toBe('tulip-harbour-4917-cedar');
    expect(await told.findByText('Copied: Password')).toBeVisible();
    await user.keyboard('{Escape}');
    expect(told.getByRole('textbox', { name: 'Password' })).toBeVisible();
    await user.click(told.getByRole('button', { name: 'I have typed it in' }));
    await waitFor(() => expect(screen.queryByDisplayValue('tulip-harbour-4917-cedar')).toBeNull());
  });

  it('say what they are where there is none', async () => {
    await open('lines_empty');
    expect(screen.getByText(/^A phone is one on your desk/)).toBeVisible();
  });
});
