import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type Page, request } from '@playwright/test';
import { Api } from './api';
import { Device } from './device';
import { people, type Person, stateOf } from './people';

export { expect, people };

/** A variable that the set-up has left. */
export function given(name: 'PORTAL_URL' | 'PORTAL_PASSWORD' | 'PORTAL_STATES'): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`the set-up has not left ${name}`);
  return value;
}

interface Fixtures {
  /** Opens the portal as somebody who is signed in. */
  openAs: (person: Person, path: string, options?: { colorScheme?: 'light' | 'dark'; width?: number }) => Promise<Page>;
  /** The server's interface in the name of somebody, with the session of the portal. */
  apiOf: (person: Person) => Promise<Api>;
  /** A desktop client of somebody, signed in over OAuth. */
  deviceOf: (person: Person, name?: string) => Promise<Device>;
}

/** Tests of the portal. A page that breaks its content policy or throws fails its test. */
export const test = base.extend<Fixtures>({
  baseURL: async ({}, provide) => provide(given('PORTAL_URL')),
  openAs: async ({ browser }, provide) => {
    const opened: Page[] = [];
    const wrong: string[] = [];
    await provide(async (person, path, { colorScheme = 'light', width = 1280 } = {}) => {
      const context = await browser.newContext({
        baseURL: given('PORTAL_URL'),
        storageState: stateOf(given('PORTAL_STATES'), person),
        locale: 'en-GB',
        colorScheme,
        viewport: { width, height: 860 },
      });
      const page = await context.newPage();
      page.on('pageerror', (error) => wrong.push(error.message));
      page.on('console', (message) => {
        if (message.text().includes('Content Security Policy')) wrong.push(message.text());
      });
      opened.push(page);
      await page.goto(path);
      return page;
    });
    for (const page of opened) await page.context().close();
    expect(wrong).toEqual([]);
  },
  apiOf: async ({}, provide) => {
    const opened: Api[] = [];
    await provide(async (person) => {
      const api = await Api.as(given('PORTAL_URL'), stateOf(given('PORTAL_STATES'), person));
      opened.push(api);
      return api;
    });
    for (const api of opened) await api.close();
  },
  deviceOf: async ({}, provide) => {
    const devices: Device[] = [];
    await provide(async (person, name = 'A laptop') => {
      const session = await request.newContext({
        baseURL: given('PORTAL_URL'),
        storageState: stateOf(given('PORTAL_STATES'), person),
        extraHTTPHeaders: { 'X-Roamline': '1', Origin: given('PORTAL_URL') },
      });
      const device = await Device.signIn(session, given('PORTAL_URL'), name);
      devices.push(device);
      return device;
    });
    for (const device of devices) await device.close();
  },
});

/** Fails with each violation that axe finds on the page as it is now. */
export async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    // What was said to a screen reader lingers for seconds after what it was about is gone.
    .exclude('[data-live-announcer]')
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
}
