import { expectAccessible } from '@shared/test/render';
import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Route } from '../route';
import { type Scenario, scenarios } from '../scenarios.fake';
import { renderApp } from './renderApp';

const names = Object.keys(scenarios) as Scenario[];
const asking = names.filter((name) => scenarios[name].prompt !== null);
const others: [Scenario, Route][] = [
  ['settled', 'addresses'],
  ['no_addresses', 'addresses'],
  ['long_names', 'addresses'],
  ['pending', 'history'],
  ['refused', 'history'],
  ['settled', 'delegation'],
  ['delegation', 'delegation'],
  ['delegation_locked', 'delegation'],
  ['delegation_offline', 'delegation'],
  ['delegation_off', 'delegation'],
  ['delegation_unlicensed', 'delegation'],
  ['delegation_full', 'delegation'],
  ['delegation_long', 'delegation'],
  ['lines', 'lines'],
  ['lines_ringing', 'lines'],
  ['lines_quiet', 'lines'],
  ['lines_choosing_phone', 'lines'],
  ['lines_no_phone', 'lines'],
  ['lines_empty', 'lines'],
  ['lines_loading', 'lines'],
  ['lines_offline', 'lines'],
  ['lines_switch_gone', 'lines'],
  ['lines_suspended', 'lines'],
  ['lines_long', 'lines'],
  ['settled', 'emergency'],
  ['alerted', 'emergency'],
  ['emergency_tested', 'emergency'],
  ['settled', 'settings'],
  ['keychain_locked', 'settings'],
  ['permission_denied', 'settings'],
];

describe('every state', () => {
  it.each(names)('of the main window is accessible and has one heading of the first level: %s', async (name) => {
    await renderApp(name);
    expect(screen.getAllByRole('heading', { level: 1 })).toHaveLength(1);
    await expectAccessible();
  });

  it.each(asking)('of the prompt window is accessible and asks one question: %s', async (name) => {
    await renderApp(name, { route: 'prompt' });
    expect(screen.getByRole('heading', { level: 1 }).textContent).toMatch(/\?$/);
    await expectAccessible();
  });

  it.each(others)('of the other screens is accessible: %s, %s', async (name, route) => {
    await renderApp(name, { route });
    expect(screen.getAllByRole('heading', { level: 1 })).toHaveLength(1);
    await expectAccessible();
  });
});
