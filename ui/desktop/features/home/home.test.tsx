import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../scenarios.fake';
import { scenarios } from '../../scenarios.fake';
import { renderApp } from '../../test/renderApp';

const statement = () => screen.getByRole('heading', { level: 1 });

describe('home', () => {
  it.each<[Scenario, RegExp, RegExp]>([
    ['settled', /^Emergency calls from this computer go to 4th floor, 12 Mill Lane, Leeds, LS1 4AP\.$/, /^Confirmed 2 days ago on this network\.$/],
    ['pending', /go to 5th floor/, /^You said so 30 minutes ago\. Waiting for an administrator's review/],
    ['add', /go to 3 Chapel Terrace/, /^Your default address\. Nobody has said yet/],
    ['site_default', /go to 12 Mill Lane/, /^Your site's address\. Nobody has said yet/],
    ['unknown', /^No address is known/, /^A call still goes through, but responders have to ask/],
  ])('leads with one statement and what backs it: %s', async (scenario, lead, backing) => {
    await renderApp(scenario);
    expect(statement()).toHaveTextContent(lead);
    expect(screen.getByText((_, element) => element?.tagName === 'P' && backing.test(element.textContent))).toBeVisible();
  });

  it('does not promise a review of what the server does not have yet', async () => {
    const { offline, pending } = scenarios;
    const [waiting] = offline.outbox;
    const location = pending.dispatch.location;
    if (waiting === undefined || location == null) throw new Error('the scenarios have a report on its way');
    const { bridge } = await renderApp('offline');
    bridge.show({ ...offline, dispatch: { ...pending.dispatch, location: { ...location, since: waiting.at } } });
    expect(await screen.findByText(/The server does not have it yet/)).toBeVisible();
    expect(screen.queryByText(/Waiting for an administrator's review/)).toBeNull();
  });

  it('gives the first step where no address is known', async () => {
    await renderApp('unknown');
    expect(screen.getByRole('link', { name: 'Add an address' })).toHaveAttribute('href', '#/addresses');
  });

  it('lets the person say that they are somewhere else', async () => {
    const { bridge, user } = await renderApp('settled');
    await user.click(screen.getByRole('button', { name: 'I am somewhere else' }));
    expect(bridge.acted).toEqual([{ action: 'change_here' }]);
  });

  it('offers no change while it asks, nor where nomadic locations are off', async () => {
    const { bridge } = await renderApp('confirm');
    expect(screen.queryByRole('button', { name: 'I am somewhere else' })).toBeNull();
    bridge.show(scenarios.nomadic_off);
    expect(await screen.findByText(/does not use nomadic locations/)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'I am somewhere else' })).toBeNull();
  });

  it('folds a question that was put off, and opens it on demand', async () => {
    const { bridge, user } = await renderApp('snoozed');
    expect(screen.queryByRole('heading', { level: 2, name: 'Where are you now?' })).toBeNull();
    expect(screen.getByRole('region', { name: 'A question about this network' })).toHaveTextContent('You will be asked again in 11 minutes');
    await user.click(screen.getByRole('button', { name: 'Answer now' }));
    expect(screen.getByRole('heading', { level: 2, name: 'Where are you now?' })).toBeVisible();
    bridge.show(scenarios.snoozed_move);
    expect(await screen.findByText('You will be asked again when this computer moves.')).toBeVisible();
  });

  it('says why an answer was rejected when it asks about that network again', async () => {
    const { bridge } = await renderApp('rejected');
    expect(await screen.findByText(/Imogen Harrier gave this reason: That access point is in the car park\./)).toBeVisible();
    const { rejected } = scenarios;
    if (rejected.prompt == null) throw new Error('the scenario asks');
    bridge.show({ ...rejected, prompt: { ...rejected.prompt, network_key: 'gw 00:1b:21:00:00:01 10.9.0.1 10.9.0.0/24' } });
    await waitFor(() => expect(screen.queryByText(/car park/)).toBeNull());
  });

  it('thanks in a message, and says when an answer only waits', async () => {
    const { user } = await renderApp('add_offline', { onAction: () => scenarios.offline });
    await user.click(screen.getByRole('button', { name: /^Home/ }));
    expect(await screen.findByText(/sent as soon as the server can be reached/)).toBeVisible();
  });

  it('answers why: rule, age, order, ladder, evidence, what was lacking', async () => {
    const { bridge, user } = await renderApp('settled');
    await user.click(screen.getByRole('button', { name: 'Why this location?' }));
    expect(screen.getByText(/You confirmed it, and your organisation's network map says the same/)).toBeVisible();
    expect(screen.getByText(/Access point 00:1b:21:90:aa:04/)).toHaveTextContent('Set 3 months ago.');
    const decided = screen.getByText('This one decided').closest('li');
    expect(decided).toHaveTextContent('Access point (BSSID)');
    expect(screen.getByText('In use').closest('li')).toHaveTextContent('The place that you confirmed for this network');
    expect(screen.getByText(/calls would go to 3 Chapel Terrace/)).toBeVisible();
    expect(screen.getByText('10.4.0.1, 00:1b:21:3c:4d:5e')).toBeVisible();

    bridge.show(scenarios.add);
    expect(await screen.findByText('No rule of it matches this network.')).toBeVisible();
    expect(screen.getByText(/no LLDP announcement was heard/)).toBeVisible();
    expect(screen.queryByText('This one decided')).toBeNull();
  });
});

describe('reports on their way', () => {
  it('are shown while they wait', async () => {
    await renderApp('offline');
    const waiting = screen.getByRole('region', { name: 'Not yet on the server' });
    expect(within(waiting).getByText('Waiting to be sent')).toBeVisible();
    expect(within(waiting).getByText('Hotel Adler, Hamburg')).toBeVisible();
  });

  it('are shown with the reason and the way on when they were refused', async () => {
    const { bridge, user } = await renderApp('refused');
    expect(screen.getByText(/switched personal locations off since/)).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Choose again' }));
    await user.click(screen.getByRole('button', { name: 'Remove Hotel Adler, Hamburg from this list' }));
    expect(bridge.acted).toEqual([
      { action: 'change_here' },
      { action: 'discard_report', report: '0192f0c1-0000-7000-8000-000000000051' },
    ]);
  });
});
