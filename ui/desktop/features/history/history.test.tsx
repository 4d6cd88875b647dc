import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { reports, scenarios } from '../../scenarios.fake';
import { failure, renderApp } from '../../test/renderApp';

const failing = () => {
  throw new Error('The server does not answer.');
};

describe('history', () => {
  it('shows each report with its state, and why it was rejected', async () => {
    await renderApp('pending', { route: 'history' });
    const list = await screen.findByRole('region', { name: 'Delivered reports' });
    const cards = within(list).getAllByRole('listitem');
    const states = ['Waiting for review', 'Delivered', 'Approved', 'Rejected', 'Delivered'];
    expect(cards).toHaveLength(states.length);
    states.forEach((state, index) => expect(cards[index]).toHaveTextContent(state));
    expect(cards[3]).toHaveTextContent('An administrator rejected it: That access point is in the car park.');
    expect(cards[4]).toHaveTextContent('A place that was deleted since');
  });

  it('shows all that was sent with a report', async () => {
    const { user } = await renderApp('pending', { route: 'history' });
    await user.click((await screen.findAllByRole('button', { name: 'What was sent' }))[0] as HTMLElement);
    expect(screen.getAllByText('I am at another place of the organisation')[0]).toBeVisible();
    expect(screen.getAllByText('Wi-Fi Northwind-Staff (wlan0)')[0]).toBeVisible();
  });

  it('knows a decision from the view before the list is read again', async () => {
    const { bridge } = await renderApp('pending', { route: 'history' });
    await screen.findByText('Waiting for review');
    const [proposal] = scenarios.pending.proposals;
    if (proposal === undefined) throw new Error('the scenario has a proposal');
    bridge.answer = failing;
    bridge.show({
      ...scenarios.pending,
      proposals: [{ ...proposal, version: 2, state: 'rejected', by: '', at: proposal.made_at, reason: 'Wrong floor.' }],
    });
    expect(await screen.findByText('An administrator rejected it: Wrong floor.')).toBeVisible();
    expect(screen.queryByRole('button', { name: /^Withdraw/ })).toBeNull();
  });

  it('takes a pending proposal back after a question', async () => {
    const { bridge, user } = await renderApp('pending', { route: 'history' });
    await user.click(await screen.findByRole('button', { name: 'Withdraw Leeds office, 5th floor' }));
    await user.click(await screen.findByRole('button', { name: 'Withdraw' }));
    expect(bridge.acted).toEqual([{ action: 'withdraw_proposal', proposal: '0192f0c1-0000-7000-8000-000000000041', version: 1 }]);
  });

  it('shows what waits and what was refused above what was sent', async () => {
    await renderApp('refused', { route: 'history' });
    expect(within(screen.getByRole('region', { name: 'Not yet on the server' })).getByText('Refused')).toBeVisible();
  });

  it('exports everything and says where to', async () => {
    const { bridge, user } = await renderApp('settled', {
      route: 'history',
      onAction: () => ({ done: 'saved', path: '/home/dana/Downloads/reports.json' }),
    });
    await user.click(screen.getByRole('button', { name: 'Export everything' }));
    expect(bridge.acted).toEqual([{ action: 'export_reports' }]);
    expect(await screen.findByText('Saved to /home/dana/Downloads/reports.json')).toBeVisible();
  });

  it('says why an export failed', async () => {
    const { user } = await renderApp('settled', { route: 'history', onAction: () => failure('The disk is full.') });
    await user.click(screen.getByRole('button', { name: 'Export everything' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('The disk is full.');
  });

  it('reads one page after the other', async () => {
    const { bridge, user } = await renderApp('settled', {
      route: 'history',
      prepare: (bridge) => {
        bridge.answer = (question) => {
          if (question.question !== 'reports') throw new Error('only reports are asked for');
          const { offset } = question;
          return { answer: 'reports', value: { items: reports.slice(offset, offset + 3), total: reports.length, offset } };
        };
      },
    });
    await user.click(await screen.findByRole('button', { name: 'Show more' }));
    expect(await screen.findByText('A place that was deleted since')).toBeVisible();
    expect(bridge.asked).toContainEqual({ question: 'reports', offset: 3 });
    expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull();
  });

  it('says what it is for while there is nothing', async () => {
    await renderApp('settled', {
      route: 'history',
      prepare: (bridge) => {
        bridge.answer = () => ({ answer: 'reports', value: { items: [], total: 0, offset: 0 } });
      },
    });
    expect(await screen.findByRole('heading', { name: 'Nothing has been sent yet' })).toBeVisible();
  });

  it('says why it cannot be read, and tries again', async () => {
    const { bridge, user } = await renderApp('settled', { route: 'history', prepare: (bridge) => void (bridge.answer = failing) });
    expect(await screen.findByRole('alert')).toHaveTextContent('The server does not answer.');
    bridge.answer = () => ({ answer: 'reports', value: { items: reports, total: reports.length, offset: 0 } });
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Approved')).toBeVisible();
  });

  it('says that it is on the server while that is out of reach', async () => {
    await renderApp('offline', { route: 'history', prepare: (bridge) => void (bridge.answer = failing) });
    expect(await screen.findByRole('heading', { name: 'Your reports are on the server' })).toBeVisible();
    expect(screen.getByRole('button', { name: 'Export everything' })).toBeDisabled();
  });
});
