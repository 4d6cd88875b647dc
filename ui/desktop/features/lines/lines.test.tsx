import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { call, calls, details, offers, people, phones } from '../../lines.fake';
import { hrefOf } from '../../route';
import { me, scenarios } from '../../scenarios.fake';
import { renderApp } from '../../test/renderApp';
import type { ActionError, DeskPhone, Line, LineCall, Refusal, View } from '../../types';
import { ActionFailed } from '../../bridge';
import desktop from '../../i18n/en.json';

const open = (shown: Parameters<typeof renderApp>[0], options: Parameters<typeof renderApp>[1] = {}) => renderApp(shown, { route: 'lines', ...options });
const lineOf = (name: string) => screen.getByRole('region', { name });
const row = (party: string) => screen.getByRole('heading', { level: 3, name: party }).closest('li') as HTMLElement;
const [ownLine, inesLine] = scenarios.lines.lines as [Line, Line];
const refused = (refusal: Refusal, code: 'appearance_taken' | 'line_refused' = 'line_refused'): ActionError => ({
  code: { from: 'server', code },
  message: 'The server says no.',
  fields: [],
  refusal,
});
/** The scenario of lines with these calls on the line of Inès Moreau alone. */
const withCalls = (...found: LineCall[]): View => ({ ...scenarios.lines, lines: [{ ...inesLine, calls: found }] });
const firstPhone = phones[0]?.id ?? '';

describe('the calls on a line', () => {
  it('stand under whose line it is, one’s own first', async () => {
    await open('lines');
    const lines = screen.getAllByRole('heading', { level: 2 }).map(({ textContent }) => textContent);
    expect(lines.slice(0, 3)).toEqual(['Your line', 'Inès Moreau’s line', 'Priya Shah’s line']);
    expect(lineOf('Inès Moreau’s line')).toHaveTextContent('0113 496 0051');
  });

  it('say with whom, in which state, who is on it and which way it goes', async () => {
    await open('lines');
    const talking = row('Brindle & Co Solicitors');
    expect(talking).toHaveTextContent(/0113 496 0777.*Talking.*For \d+:\d\d.*Incoming.*You/);
    expect(row('+1 312 555 0142')).toHaveTextContent(/On hold.*Held by Sam Okafor/);
    expect(row('+49 30 55501000')).toHaveTextContent(/Rings there.*Outgoing.*Placed by Sam Okafor for Priya Shah/);
    expect(row('Number withheld')).toHaveTextContent('Rings');
  });

  it('show of somebody else’s locked call that it is locked, and no more', async () => {
    await open('lines');
    const locked = screen.getByText('Locked: Priya Shah is on a call').closest('li') as HTMLElement;
    expect(locked.textContent).toBe('Locked: Priya Shah is on a call');
  });

  it('come in the order in which they concern this person', async () => {
    await open('lines');
    const shown = within(lineOf('Inès Moreau’s line')).getAllByRole('heading', { level: 3 });
    expect(shown.slice(0, 2).map(({ textContent }) => textContent)).toEqual(['Acme Catering', 'Studio Lefèvre']);
  });

  it('count their time from when their state began', async () => {
    const since = new Date(Date.now() - 3_725_000).toISOString();
    await open(withCalls({ ...calls.talking, details: { ...details, since } }));
    expect(row('Acme Catering')).toHaveTextContent(/1:02:\d\d/);
    const before = within(row('Acme Catering')).getByText(/^1:02:\d\d$/).textContent;
    await waitFor(() => expect(within(row('Acme Catering')).getByText(/^1:02:\d\d$/).textContent).not.toBe(before));
  });

  it('follow what happens, and are announced once when they ring', async () => {
    const { bridge } = await open('lines_quiet');
    expect(screen.getAllByText('No calls now.')).toHaveLength(3);
    act(() => bridge.show(scenarios.lines_ringing));
    const said = await screen.findByText('Inès Moreau’s line rings: Acme Catering.');
    expect(said.closest('[role=status]')).toHaveAttribute('aria-atomic', 'false');
    act(() => bridge.show(withCalls(calls.ringing, { ...calls.missesPrivilege, details: { ...details, other: { name: 'Northgate' } } })));
    await screen.findByText('Inès Moreau’s line rings: Northgate.');
    // The same words stay in place, so that they are not said again.
    expect(screen.getByText('Inès Moreau’s line rings: Acme Catering.')).toBe(said);
    act(() => bridge.show(scenarios.lines_quiet));
    await waitFor(() => expect(said).not.toBeInTheDocument());
  });

  it('are counted in the rail while they ring with this person', async () => {
    await renderApp('lines_ringing');
    expect(screen.getByRole('link', { name: 'Lines 1 call rings with you' })).toBeVisible();
  });

  it('are found by a link to their line, which is marked', async () => {
    await open('lines');
    act(() => {
      window.location.hash = hrefOf('lines', inesLine.id);
    });
    await waitFor(() => expect(lineOf('Inès Moreau’s line')).toHaveFocus());
    expect(lineOf('Inès Moreau’s line')).toHaveAttribute('data-marked');
  });

  it('are not shown as going on when the server is lost, which is said', async () => {
    await open({ ...scenarios.lines, connection: { state: 'offline', reason: 'The server does not answer.' } });
    expect(screen.queryByRole('heading', { name: 'Brindle & Co Solicitors' })).toBeNull();
    expect(screen.getByText(/Calls are shown and taken only with a connection/)).toBeVisible();
    expect(screen.getByRole('button', { name: 'Place a call' })).toBeDisabled();
  });

  it('are waited for while the client connects', async () => {
    await open('lines_loading');
    expect(await screen.findByText('Loading')).toBeInTheDocument();
    expect(screen.queryByText('No lines yet')).toBeNull();
  });

  it.each([
    ['lines_empty', 'No lines yet'],
    ['lines_switch_gone', /telephone system cannot be reached at the moment\. It goes on/],
    ['lines_suspended', /Your delegation of this line is suspended/],
  ] as const)('say why there are none: %s', async (scenario, words) => {
    await open(scenario);
    expect(screen.getAllByText(words)[0]).toBeVisible();
  });
});

describe('actions on a call', () => {
  it('are those that are allowed, and act on what is shown', async () => {
    const { user, bridge } = await open('lines');
    const buttons = within(row('Brindle & Co Solicitors')).getAllByRole('button');
    expect(buttons.map(({ textContent }) => textContent)).toEqual(['Hold', 'Transfer', 'Ask first', 'Lock', 'Hang up']);
    await user.click(screen.getByRole('button', { name: /^Hold/ }));
    const { call: which, version } = calls.talking;
    expect(bridge.acted).toEqual([{ action: 'call', line: ownLine.id, call: which, version, act: { action: 'hold' } }]);
  });

  it('are explained where people look for one that is not to be had', async () => {
    await open('lines');
    const answer = within(row('Number withheld')).getByRole('button', { name: 'Answer the call from Number withheld' });
    expect(answer).toBeDisabled();
    expect(answer).toHaveAccessibleDescription('Priya Shah has not allowed you to answer calls on this line.');
    const pickUp = within(row('Studio Lefèvre')).getByRole('button', { name: /^Pick up/ });
    expect(pickUp).toBeDisabled();
    expect(pickUp).toHaveAccessibleDescription('Inès Moreau has not allowed you to pick up held calls on this line.');
  });

  it('answer on the chosen phone, by keyboard alone', async () => {
    const { user, bridge } = await open('lines_ringing');
    screen.getByRole('button', { name: /^Answer/ }).focus();
    await user.keyboard('{Enter}');
    expect(bridge.acted).toMatchObject([{ act: { action: 'answer', phone: firstPhone } }]);
  });

  it('ask on which phone where that is not clear, and remember it', async () => {
    const { user, bridge } = await open({ ...scenarios.lines_ringing, chosen_phone: null });
    await user.click(screen.getByRole('button', { name: /^Answer/ }));
    const choices = within(await screen.findByRole('group', { name: 'On which phone?' })).getAllByRole('menuitem');
    expect(choices.map(({ textContent }) => textContent)).toEqual(['Desk', 'Laptop']);
    await user.click(screen.getByRole('menuitem', { name: 'Laptop' }));
    const phone = phones[1]?.id;
    expect(bridge.acted).toMatchObject([{ action: 'choose_phone', phone }, { act: { action: 'answer', phone } }]);
  });

  it('use the only phone that can be reached, though another one is chosen', async () => {
    const [desk, laptop] = phones as [DeskPhone, DeskPhone];
    const { user, bridge } = await open({ ...scenarios.lines_ringing, desk_phones: [{ ...desk, places: [] }, laptop] });
    await user.click(screen.getByRole('button', { name: /^Answer/ }));
    expect(bridge.acted).toMatchObject([{ act: { action: 'answer', phone: laptop.id } }]);
  });

  it('say so where there is no phone to answer on', async () => {
    await open('lines_no_phone');
    const answer = screen.getByRole('button', { name: 'Answer the call from Acme Catering' });
    expect(answer).toBeDisabled();
    expect(answer).toHaveAccessibleDescription(/^None of your phones can be reached/);
  });

  it('tell the loser of a race who has the call, until the call changes', async () => {
    const { user, bridge } = await open('lines_ringing', { onAction: () => refused({ reason: 'appearance_taken', by: people.sam, state: 'active' }, 'appearance_taken') });
    await user.click(screen.getByRole('button', { name: /^Answer/ }));
    expect(await screen.findByText('Sam Okafor has this call.')).toBeVisible();
    act(() => bridge.show(withCalls({ ...calls.ringing, version: 4, state: 'active', holder: people.sam, offers: offers([]) })));
    await waitFor(() => expect(screen.queryByText('Sam Okafor has this call.')).toBeNull());
  });

  it('say a refusal in a message where the call is gone by then', async () => {
    let fail: (reason: ActionError) => void = () => undefined;
    const { user, bridge } = await open('lines_ringing', {
      prepare: (of) => {
        Object.defineProperty(of, 'act', { value: () => new Promise((_, reject) => (fail = (reason) => reject(new ActionFailed(reason)))) });
      },
    });
    await user.click(screen.getByRole('button', { name: /^Answer/ }));
    act(() => bridge.show(scenarios.lines_quiet));
    act(() => fail(refused({ reason: 'over' })));
    expect(await screen.findByText('This call is over.')).toBeVisible();
  });

  it.each(['transfer', 'consult'] as const)('ask to whom, understand what is pasted, and call by Enter: %s', async (action) => {
    const { user, bridge } = await open('lines');
    await user.click(screen.getByRole('button', { name: action === 'transfer' ? /^Transfer the call with Brindle/ : /^Ask first/ }));
    const field = screen.getByRole('textbox', { name: action === 'transfer' ? 'Hand over to' : 'Whom to ask' });
    expect(field).toHaveFocus();
    await user.keyboard('0800 FLOWERS{Enter}');
    expect(field).toHaveAccessibleDescription(/Use digits/);
    expect(bridge.acted).toEqual([]);
    await user.clear(field);
    await user.paste('tel:+44 (0)20 7946-0018');
    await user.keyboard('{Enter}');
    expect(bridge.acted).toMatchObject([{ act: { action, to: '+442079460018' } }]);
    await waitFor(() => expect(field).not.toBeInTheDocument());
  });

  it('keep the number when it is refused, and say why at the field', async () => {
    const { user } = await open('lines', { onAction: () => ({ code: { from: 'invalid' }, message: 'Some fields are wrong.', fields: [{ field: 'act.to', message: 'Nobody has such a number.' }] }) });
    await user.click(screen.getByRole('button', { name: /^Transfer the call with Brindle/ }));
    await user.keyboard('99999{Enter}');
    const field = await screen.findByRole('textbox', { name: 'Hand over to' });
    await waitFor(() => expect(field).toHaveAccessibleDescription(/Nobody has such a number\./));
    expect(field).toHaveValue('99999');
  });

  it('suggest colleagues by name with their extension', async () => {
    const { user, bridge } = await open('lines');
    await user.click(screen.getByRole('button', { name: /^Transfer the call with Brindle/ }));
    await user.keyboard('tomasz');
    await user.click(await screen.findByRole('button', { name: /Tomasz Zieliński/ }));
    const field = screen.getByRole('textbox', { name: 'Hand over to' });
    expect(field).toHaveValue('4060');
    expect(field).toHaveFocus();
    await user.keyboard('{Enter}');
    expect(bridge.acted).toMatchObject([{ act: { action: 'transfer', to: '4060' } }]);
  });

  it('end a consultation by handing over or by going back', async () => {
    const { user, bridge } = await open(withCalls(calls.consulting));
    const shown = within(row('Acme Catering'));
    expect(shown.getByText('You are talking with 4022')).toBeVisible();
    expect(shown.queryByRole('button', { name: /off hold/ })).toBeNull();
    await user.click(shown.getByRole('button', { name: /^Hand over/ }));
    await user.click(shown.getByRole('button', { name: /^Back to caller/ }));
    expect(bridge.acted).toMatchObject([{ act: { action: 'complete_transfer' } }, { act: { action: 'abort_transfer' } }]);
  });
});

describe('refusals', () => {
  const plain = Object.keys(desktop).flatMap((key) => (key.startsWith('refusal.') && !key.includes('needs') ? [key.slice('refusal.'.length)] : []));
  const reasons = [
    ...plain.filter((reason) => !['appearance_taken', 'outdated', 'locked', 'not_on_call'].includes(reason)).map((reason) => ({ reason })),
    ...(['appearance_taken', 'outdated', 'locked', 'not_on_call'] as const).flatMap((reason) => [people.sam, people.dana].map((by) => ({ reason, by, state: 'active' }))),
    { reason: 'outdated', state: 'active' },
    { reason: 'not_on_call' },
    ...(['place_calls', 'answer_calls', 'pick_up_held', 'lock_calls'] as const).map((privilege) => ({ reason: 'needs_privilege', privilege })),
  ] as Refusal[];

  it('are of every kind that there is', () => {
    expect(new Set(reasons.map(({ reason }) => reason)).size).toBe(25);
  });

  it.each(reasons.map((reason) => [JSON.stringify(reason), reason] as const))('have a sentence: %s', async (_, refusal) => {
    await open(withCalls(call(1, { offers: offers([], { answer: refusal }) })));
    const said = screen.getByRole('button', { name: /^Answer/ }).getAttribute('aria-describedby') ?? '';
    const words = document.getElementById(said)?.textContent ?? '';
    expect(words).toMatch(/^[A-Z].+\.$/);
    expect(words).not.toContain('refusal');
    if ('by' in refusal && refusal.by?.id === people.sam.id) expect(words).toContain('Sam Okafor');
    if ('by' in refusal && refusal.by?.id === me.id) expect(words).toMatch(/\b[Yy]ou\b/);
  });
});
