import { expectAccessible } from '@shared/test/render';
import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { delegationsOf, directory } from '../../delegations.fake';
import { me, scenarios } from '../../scenarios.fake';
import { hrefOf } from '../../route';
import { failure, renderApp } from '../../test/renderApp';
import type { ActionError, Delegation } from '../../types';

const all = delegationsOf(me);
const byName = (side: 'delegator' | 'delegate', name: string): Delegation => {
  const found = all.find((of) => of[side].name === name && of[side === 'delegator' ? 'delegate' : 'delegator'].name === me.name);
  if (found === undefined) throw new Error(`no delegation with ${name}`);
  return found;
};
const request = byName('delegator', 'Priya Shah');
const inesLine = byName('delegator', 'Inès Moreau');
const sam = byName('delegate', 'Sam Okafor');
const reception = byName('delegate', 'Reception desk');
const declined = byName('delegate', 'Priya Shah');

const refusal = (code: 'outdated' | 'limit_reached' | 'locked' | 'hindered' | 'not_open', message: string): ActionError => ({
  code: { from: 'server', code },
  message,
  fields: [],
});
const card = (name: string | RegExp) => screen.getByRole('heading', { level: 3, name }).closest('li') as HTMLElement;
const open = (scenario: Parameters<typeof renderApp>[0], options: Parameters<typeof renderApp>[1] = {}) =>
  renderApp(scenario, { route: 'delegation', ...options });

describe('the way to delegations', () => {
  it('counts the open requests', async () => {
    const { bridge } = await renderApp('delegation');
    expect(screen.getByRole('link', { name: /Delegation 1 open request$/ })).toBeVisible();
    act(() => bridge.show(scenarios.settled));
    expect(await screen.findByRole('link', { name: 'Delegation' })).toBeVisible();
  });

  it('says a new request to a screen reader', async () => {
    const { bridge } = await renderApp('settled');
    act(() => bridge.show(scenarios.delegation));
    expect(await screen.findByText('Priya Shah asks you to act on their lines.')).toHaveAttribute('role', 'status');
  });

  it('leads from a link to one delegation, which is marked and has the focus', async () => {
    await renderApp('delegation');
    act(() => {
      window.location.hash = hrefOf('delegation', request.id);
    });
    await waitFor(() => expect(card(/Priya Shah asks you/)).toHaveFocus());
    expect(card(/Priya Shah asks you/)).toHaveAttribute('data-marked');
    expect(card('Inès Moreau')).not.toHaveAttribute('data-marked');
  });

  it('says at a line that its owner’s settings are locked, as soon as they are', async () => {
    const { bridge } = await open('delegation');
    expect(within(card('Inès Moreau')).queryByText('Locked')).toBeNull();
    const { delegations } = scenarios.delegation;
    const locked = delegations.map((one) => ({ ...one, delegator: { ...one.delegator, locked: true } }));
    act(() => bridge.show({ ...scenarios.delegation, delegations: locked }));
    expect(await within(card('Inès Moreau')).findByText('Locked')).toBeVisible();
  });

  it('leads from the top of the screen to the request', async () => {
    const { user } = await open('delegation');
    await user.click(screen.getByRole('link', { name: /^Priya Shah asks you to act on their lines/ }));
    await waitFor(() => expect(card(/Priya Shah asks you/)).toHaveFocus());
  });
});

describe('requests', () => {
  it('say who asks and for what, and come before the lines', async () => {
    await open('delegation');
    const shown = card(/Priya Shah asks you/);
    const privileges = within(within(shown).getByRole('list', { name: 'What you may do' })).getAllByRole('listitem');
    expect(privileges.map(({ textContent }) => textContent)).toEqual(['Place calls', 'Answer calls', 'Pick up held calls']);
    expect(shown).toHaveTextContent(/Calls ring Mon–Fri/);
    expect(shown).toHaveTextContent(/It lasts until/);
    expect(shown).toHaveTextContent('Berlin');
    expect(shown).toHaveTextContent('+49 30 8100440');
    expect(shown.compareDocumentPosition(card('Inès Moreau'))).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
  });

  it.each(['accept', 'decline'] as const)('are answered by one press: %s', async (step) => {
    const { user, bridge } = await open('delegation');
    await user.click(screen.getByRole('button', { name: `${step === 'accept' ? 'Accept' : 'Decline'} the request of Priya Shah` }));
    expect(bridge.acted).toEqual([{ action: 'delegation', delegation: request.id, step, version: request.version }]);
    expect(await screen.findByText(step === 'accept' ? 'You now act on the lines of Priya Shah.' : /^Declined\. Priya Shah is told/)).toBeVisible();
  });

  it('become a line as soon as they are accepted, without a reload', async () => {
    const { bridge } = await open('delegation');
    const accepted = { ...request, state: 'active', since: new Date().toISOString(), version: 2 } as Delegation;
    act(() => bridge.show({ ...scenarios.delegation, delegations: [accepted] }));
    expect(await screen.findByRole('switch', { name: 'Ring here for the line of Priya Shah' })).toBeChecked();
    expect(screen.queryByRole('button', { name: 'Accept the request of Priya Shah' })).toBeNull();
  });

  it('say in the server\u2019s words when somebody was faster, though the card is gone by then', async () => {
    const { user, bridge } = await open('delegation', { onAction: () => refusal('not_open', 'Priya Shah took this request back.') });
    await user.click(screen.getByRole('button', { name: 'Accept the request of Priya Shah' }));
    act(() => bridge.show({ ...scenarios.delegation, delegations: [] }));
    expect(await screen.findByText(/This has changed meanwhile\. Priya Shah took this request back\./)).toBeVisible();
  });

  it('cannot be accepted while something is in the way, which is said', async () => {
    await open('delegation_off');
    const shown = within(card(/Priya Shah asks you/));
    expect(shown.getByRole('button', { name: /^Accept/ })).toBeDisabled();
    expect(shown.getByRole('button', { name: /^Decline/ })).toBeEnabled();
    expect(shown.getByText(/Delegation is switched off at your site\./)).toBeVisible();
  });
});

describe('lines that this person holds', () => {
  it('ring here or not, as the person says', async () => {
    const { user, bridge } = await open('delegation');
    await user.click(screen.getByRole('switch', { name: 'Ring here for the line of Inès Moreau' }));
    expect(bridge.acted).toEqual([{ action: 'set_ringing', delegation: inesLine.id, rings: false, version: inesLine.version }]);
    expect(card('Inès Moreau')).toHaveTextContent('0113 496 0051');
  });

  it('have no such switch where calls may not be answered', async () => {
    await open('delegation');
    expect(screen.queryByRole('switch', { name: /Tomasz/ })).toBeNull();
    expect(screen.getByText('Calls do not ring here, since you may not answer them.')).toBeVisible();
  });

  it('say why they rest', async () => {
    await open('delegation');
    expect(screen.getAllByText(/^Tomasz Zieliński has no phone licence\. It is suspended until that changes/)).toHaveLength(2);
  });

  it('have an empty state that explains them', async () => {
    await open('settled');
    expect(screen.getByRole('heading', { name: "You act on nobody's lines" })).toBeVisible();
  });
});

describe('inviting', () => {
  it('finds somebody, says what they may do, and sends it; all by keyboard', async () => {
    const { user, bridge } = await open('settled');
    screen.getByRole('button', { name: 'Add a delegate' }).focus();
    await user.keyboard('{Enter}');
    const dialog = within(await screen.findByRole('dialog', { name: 'Add a delegate' }));
    await waitFor(() => expect(dialog.getByRole('searchbox')).toHaveFocus());
    await user.keyboard('Inès');
    await waitFor(() => expect(dialog.getAllByRole('listitem')).toHaveLength(1));
    await expectAccessible();
    dialog.getByRole('button', { name: /Inès Moreau/ }).focus();
    await user.keyboard('{Enter}');
    await waitFor(() => expect(dialog.getByRole('button', { name: 'Choose somebody else' })).toHaveFocus());
    await expectAccessible();
    await user.tab();
    expect(dialog.getByRole('checkbox', { name: 'Place calls' })).toHaveFocus();
    await user.keyboard(' ');
    await user.click(dialog.getByRole('button', { name: 'Send request' }));
    expect(bridge.acted).toEqual([
      {
        action: 'invite_delegate',
        delegate: directory[0]?.who,
        terms: { privileges: { place_calls: false, answer_calls: true, pick_up_held: true, lock_calls: true } },
      },
    ]);
    expect(await screen.findByText('The request is on its way to Inès Moreau.')).toBeVisible();
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('says of whom cannot be chosen why', async () => {
    const { user } = await open('settled');
    await user.click(screen.getByRole('button', { name: 'Add a delegate' }));
    expect(await screen.findByText('Zoë Brandt has no phone licence.')).toBeVisible();
    expect(screen.queryByRole('button', { name: /Zoë Brandt/ })).toBeNull();
    expect(screen.getByRole('button', { name: /Reception desk Common area phone/ })).toBeVisible();
  });

  it('reads on where there are more', async () => {
    const { user, bridge } = await open('settled');
    await user.click(screen.getByRole('button', { name: 'Add a delegate' }));
    await user.click(await screen.findByRole('button', { name: 'Show more' }));
    expect(await screen.findByRole('button', { name: /Colleague 30/ })).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull();
    expect(bridge.asked).toEqual([
      { question: 'directory', words: '', offset: 0 },
      { question: 'directory', words: '', offset: 25 },
    ]);
  });

  it('says when nobody is found, and when the directory cannot be read', async () => {
    let isBroken = true;
    const { user } = await open('settled', {
      prepare: (bridge) => {
        const { answer } = bridge;
        bridge.answer = (question) => {
          if (isBroken) throw new Error('The server does not answer.');
          return answer(question);
        };
      },
    });
    await user.click(screen.getByRole('button', { name: 'Add a delegate' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('The directory could not be read');
    isBroken = false;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await user.type(await screen.findByRole('searchbox'), 'nobody at all');
    expect(await screen.findByText('Nobody found for “nobody at all”.')).toBeVisible();
  });

  it('takes a schedule and an end, and says both in words', async () => {
    const { user, bridge } = await open('settled');
    await user.click(screen.getByRole('button', { name: 'Add a delegate' }));
    await user.click(await screen.findByRole('button', { name: /Inès Moreau/ }));
    await user.click(screen.getByRole('radio', { name: 'At certain times' }));
    await user.click(screen.getByRole('button', { name: 'Friday' }));
    await user.click(screen.getByRole('button', { name: 'Add hours' }));
    await expectAccessible();
    await user.click(screen.getByRole('button', { name: 'Remove line 2' }));
    await waitFor(() => expect(screen.getByRole('button', { name: 'Add hours' })).toHaveFocus());
    await user.click(screen.getByRole('radio', { name: 'Until a certain day' }));
    await user.click(screen.getByRole('button', { name: 'Send request' }));
    expect(bridge.acted).toEqual([]);
    expect(screen.getByText('Give the last day.')).toBeVisible();
    await expectAccessible();
    const year = new Date().getFullYear() + 1;
    for (const [part, typed] of [['day', '24'], ['month', '12'], ['year', String(year)]] as const) {
      await user.click(screen.getByRole('spinbutton', { name: new RegExp(`^${part}`) }));
      await user.keyboard(typed);
    }
    expect(screen.queryByText('Give the last day.')).toBeNull();
    expect(screen.getByText(/^Places and answers calls, .* Mon–Thu .* until .*24/)).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Send request' }));
    expect(bridge.acted).toMatchObject([
      { terms: { schedule: { hours: [{ days: ['monday', 'tuesday', 'wednesday', 'thursday'], from: '09:00:00', to: '17:00:00' }] } } },
    ]);
  });

  it('is not sent without a privilege', async () => {
    const { user, bridge } = await open('settled');
    await user.click(screen.getByRole('button', { name: 'Add a delegate' }));
    await user.click(await screen.findByRole('button', { name: /Inès Moreau/ }));
    for (const box of screen.getAllByRole('checkbox')) await user.click(box);
    await user.click(screen.getByRole('button', { name: 'Send request' }));
    expect(screen.getByText('Choose at least one privilege.')).toBeVisible();
    expect(bridge.acted).toEqual([]);
    await user.click(screen.getByRole('checkbox', { name: 'Answer calls' }));
    expect(screen.queryByText('Choose at least one privilege.')).toBeNull();
  });

  it.each([
    [refusal('limit_reached', 'You have 32 delegates, and may not have more.'), /^The limit is reached\. You have 32 delegates/],
    [refusal('hindered', 'Inès Moreau has no phone licence.'), /^This cannot be done now\. Inès Moreau has no phone licence\./],
    [refusal('locked', 'An administrator has locked these settings.'), /^These settings are locked\. .* can change them or unlock them\.$/],
    [{ ...failure('The server cannot be reached.'), code: { from: 'offline' } } as ActionError, /^This needs the server\. .* Nothing was changed\./],
  ])('stays open with what was typed when it is refused: %j', async (refused, words) => {
    const { user } = await open('settled', { onAction: () => refused });
    await user.click(screen.getByRole('button', { name: 'Add a delegate' }));
    await user.click(await screen.findByRole('button', { name: /Inès Moreau/ }));
    await user.click(screen.getByRole('checkbox', { name: 'Lock calls' }));
    await user.click(screen.getByRole('button', { name: 'Send request' }));
    expect(await screen.findByText((_, element) => element?.tagName === 'P' && words.test(element.textContent))).toBeVisible();
    expect(screen.getByRole('checkbox', { name: 'Lock calls' })).not.toBeChecked();
    await expectAccessible();
  });
});

describe('my delegates', () => {
  it('are shown with their terms and how far they have come', async () => {
    await open('delegation');
    expect(card('Sam Okafor')).toHaveTextContent(/Active.*Extension 4022.*Places and answers calls, picks up held calls,? and locks calls, Mon–Fri/);
    expect(card('Reception desk')).toHaveTextContent(/Pending.*Common area phone.*Amal Haddad asked 2 days ago for you, no answer yet\./);
    expect(card('Priya Shah')).toHaveTextContent(/Declined.*Priya Shah declined yesterday\./);
    expect(screen.getByText('Tomasz Zieliński has switched ringing off for this line.')).toBeVisible();
  });

  it('are changed with the version that was read', async () => {
    const { user, bridge } = await open('delegation');
    await user.click(screen.getByRole('button', { name: 'Change what Sam Okafor may do' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'What Sam Okafor may do' }));
    await user.click(dialog.getByRole('checkbox', { name: 'Lock calls' }));
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    const privileges = { ...sam.terms.privileges, lock_calls: false };
    expect(bridge.acted).toEqual([
      { action: 'change_terms', delegation: sam.id, terms: { ...sam.terms, privileges }, version: sam.version },
    ]);
    expect(await screen.findByText('Saved. Sam Okafor is told.')).toBeVisible();
  });

  const sentence = 'Amal Haddad changed this since you opened it: answering was taken away.';
  const meanwhile: Delegation = {
    ...sam,
    version: sam.version + 1,
    terms: { privileges: { ...sam.terms.privileges, answer_calls: false } },
  };

  async function loseTheRace() {
    let isFirst = true;
    const shown = await open('delegation', {
      onAction: () => {
        if (!isFirst) return undefined;
        isFirst = false;
        return refusal('outdated', sentence);
      },
    });
    const { user, bridge } = shown;
    await user.click(screen.getByRole('button', { name: 'Change what Sam Okafor may do' }));
    await user.click(await screen.findByRole('checkbox', { name: 'Lock calls' }));
    act(() => bridge.show({ ...scenarios.delegation, delegations: all.map((of) => (of.id === sam.id ? meanwhile : of)) }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText((_, element) => element?.tagName === 'P' && element.textContent.includes(sentence))).toBeVisible();
    expect(bridge.acted).toMatchObject([{ version: sam.version }]);
    await expectAccessible();
    return shown;
  }

  it('are not overwritten unseen: who was slower is told what changed, and can load it', async () => {
    const { user } = await loseTheRace();
    await user.click(screen.getByRole('button', { name: 'Load the new state' }));
    expect(screen.getByRole('checkbox', { name: 'Answer calls' })).not.toBeChecked();
    expect(screen.getByRole('checkbox', { name: 'Lock calls' })).toBeChecked();
    expect(screen.getByRole('button', { name: 'Save' })).toBeEnabled();
  });

  it('keep what was typed for whoever saves it all the same', async () => {
    const { user, bridge } = await loseTheRace();
    expect(screen.getByRole('checkbox', { name: 'Lock calls' })).not.toBeChecked();
    await user.click(screen.getByRole('button', { name: 'Save my changes all the same' }));
    expect(bridge.acted.at(-1)).toMatchObject({ version: meanwhile.version, terms: { privileges: { answer_calls: true, lock_calls: false } } });
  });

  it.each([
    ['end', sam, 'End the delegation to Sam Okafor', 'End the delegation to Sam Okafor?', 'End'],
    ['withdraw', reception, 'Withdraw the request to Reception desk', 'Withdraw the request to Reception desk?', 'Withdraw'],
  ] as const)('ask before they end: %s', async (step, of, button, title, confirm) => {
    const { user, bridge } = await open('delegation');
    await user.click(screen.getByRole('button', { name: button }));
    await screen.findByRole('alertdialog', { name: title });
    await expectAccessible();
    await user.keyboard('{Enter}');
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
    expect(bridge.acted).toEqual([]);
    await user.click(screen.getByRole('button', { name: button }));
    await user.click(await screen.findByRole('button', { name: confirm }));
    expect(bridge.acted).toEqual([{ action: 'delegation', delegation: of.id, step, version: of.version }]);
  });

  it('who declined are asked again or dismissed', async () => {
    const { user, bridge } = await open('delegation');
    await user.click(screen.getByRole('button', { name: 'Ask again: Priya Shah' }));
    await user.click(await screen.findByRole('button', { name: 'Send request' }));
    await user.click(screen.getByRole('button', { name: 'Dismiss Priya Shah, who declined' }));
    expect(bridge.acted).toEqual([
      { action: 'invite_delegate', delegate: declined.delegate.who, terms: declined.terms },
      { action: 'delegation', delegation: declined.id, step: 'dismiss', version: declined.version },
    ]);
  });

  it('are shown but fixed while an administrator has locked them, with whom to ask', async () => {
    await open('delegation_locked');
    expect(screen.getByText(/An administrator of Northwind Ltd has locked your delegation settings\. .* ask whoever looks after your phones\./)).toBeVisible();
    expect(within(screen.getByRole('list', { name: 'Your delegates' })).queryAllByRole('button')).toEqual([]);
    expect(screen.queryByRole('button', { name: 'Add a delegate' })).toBeNull();
    // The lock is on this person's own lines: they still answer others.
    expect(screen.getByRole('button', { name: 'Accept the request of Priya Shah' })).toBeEnabled();
  });

  it('are shown offline with their age, and everything says that it needs the server', async () => {
    await open('delegation_offline');
    expect(screen.getByText((_, element) => element?.tagName === 'P' && /You see what was known \d+ minutes ago\./.test(element.textContent))).toBeVisible();
    const controls = within(screen.getByRole('main')).getAllByRole('button').filter(({ textContent }) => textContent !== 'Try again');
    expect(controls.length).toBeGreaterThan(5);
    for (const control of [...controls, ...screen.getAllByRole('switch')]) {
      expect(control).toBeDisabled();
      expect(control).toHaveAccessibleDescription(/needs the server, which is not connected now/);
    }
  });

  it.each([
    ['delegation_unlicensed', /You cannot have delegates, since you have no phone licence/],
    ['delegation_off', /Your organisation has switched delegation off at Leeds\. Nothing has ended/],
    ['delegation_full', /You have 3 delegates and open requests, which is as many as your organisation allows/],
  ] as const)('say why there can be no more: %s', async (scenario, words) => {
    await open(scenario);
    expect(screen.getByText(words)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Add a delegate' })).toBeNull();
  });

  it('have an empty state with the first step', async () => {
    await open('settled');
    expect(screen.getByRole('heading', { name: 'Nobody acts on your lines yet' })).toBeVisible();
    expect(screen.getByRole('button', { name: 'Add a delegate' })).toBeEnabled();
  });

  it('name the site only where there are several', async () => {
    const alone = all.filter(({ delegator, delegate }) => delegator.site === me.site && delegate.site === me.site);
    await open({ ...scenarios.delegation, delegations: alone });
    expect(card('Sam Okafor')).not.toHaveTextContent('Leeds');
  });
});
