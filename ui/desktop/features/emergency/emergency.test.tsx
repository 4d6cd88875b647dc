import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { scenarios } from '../../scenarios.fake';
import { failure, renderApp } from '../../test/renderApp';

const [alerted] = scenarios.alerted.emergency_calls;
if (alerted === undefined) throw new Error('the scenario has an alert');
const emergencyDocument = alerted.document;

describe('emergency calls', () => {
  it('alert the safety team on every screen until somebody acknowledges them', async () => {
    const { bridge, user } = await renderApp('alerted', { route: 'settings' });
    const banner = screen.getByRole('alert');
    expect(banner).toHaveTextContent('4th floor, 12 Mill Lane, Leeds, LS1 4AP. Call back: +441134960142. Answered.');
    await user.click(within(banner).getByRole('button', { name: 'Acknowledge' }));
    expect(bridge.acted).toEqual([{ action: 'acknowledge', call: alerted.id }]);
    const acknowledged = { by: null, name: 'Ines Roth', at: alerted.at };
    bridge.show({ ...scenarios.alerted, emergency_calls: [{ ...alerted, acknowledged }] });
    await waitFor(() => expect(screen.queryByText('Emergency call: Tom Aldous.')).toBeNull());
  });

  it('say so when nobody can be told that somebody has acknowledged them', async () => {
    const { user } = await renderApp('alerted', { onAction: () => failure('The server does not answer.') });
    await user.click(screen.getByRole('button', { name: 'Acknowledge' }));
    expect(await screen.findByText('The server does not answer.')).toBeVisible();
  });

  it('show who called, from where, how that is known and who has acknowledged them', async () => {
    const { user } = await renderApp('alerted', { route: 'emergency' });
    const cards = within(screen.getByRole('main')).getAllByRole('listitem');
    expect(cards).toHaveLength(3);
    const [call, failed, test] = cards as [HTMLElement, HTMLElement, HTMLElement];
    expect(call).toHaveTextContent('Tom Aldous dialled 112');
    expect(failed).toHaveTextContent('Somebody unknown dialled 999');
    expect(failed).toHaveTextContent('Did not get through');
    expect(failed).toHaveTextContent('You have acknowledged it.');
    expect(within(failed).queryByRole('button', { name: 'Acknowledge' })).toBeNull();
    expect(test).toHaveTextContent('You tested your emergency call');
    await user.click(within(test).getByRole('button', { name: 'What a call would have said' }));
    expect(within(test).getByText('Address of the site')).toBeVisible();
    expect(within(test).getByText(/^Confirmed location of the device \(nothing was said\); What was reported/)).toBeVisible();
    expect(within(test).getByLabelText(/^The document that carries the address/)).toHaveValue(emergencyDocument);
  });

  it('open at the one that a notification is about', async () => {
    await renderApp('alerted', { route: 'emergency', thing: alerted.id });
    expect(screen.getByText('Confirmed location of the device')).toBeVisible();
  });

  it('say how to test where there are none', async () => {
    await renderApp('settled', { route: 'emergency' });
    expect(screen.getByText(/dial the test number on it: 933/)).toBeVisible();
  });
});
