import type { Page } from '@playwright/test';
import type { Api } from './support/api';
import { expect, expectNoViolations, people, test } from './support/portal';

/** Stand in for identifiers that only the running server knows. */
const OWN = '{own}';
const RECEPTION = '{reception}';

const pages = [
  ['Emergency', '/emergency'],
  ['Delegation', '/delegation'],
  ['Where is Imogen’s laptop?', '/emergency/choose?device={device}'],
  ['Devices', '/devices'],
  ['Emergency dashboard', '/emergency-dashboard'],
  ['Emergency dashboard', '/emergency-dashboard/gaps'],
  ['Emergency dashboard', '/emergency-dashboard/calls'],
  ['Proposals', '/proposals?state=all'],
  ['Locations', '/locations'],
  ['Shared lines', '/shared-lines'],
  [people.administrator.name, `/shared-lines/${OWN}`],
  ['Monitoring groups', '/shared-lines/groups'],
  ['Users', '/users'],
  ['Import users', '/users/import'],
  ['Common area phones', '/users/phones'],
  ['Front desk', `/users/phones/${RECEPTION}`],
  ['Phone numbers', '/users/numbers'],
  ['Policies', '/policies'],
  ['Trunks', '/policies/trunks'],
  ['Location clients', '/policies/location-clients'],
  ['Audit log', '/audit'],
  ['Page not found', '/nowhere'],
] as const;

/** A person with delegates, a phone that acts, a number: so that no page is empty. Gives the address with its identifiers. */
async function furnish(apiOf: (person: 'administrator') => Promise<Api>, path: string): Promise<string> {
  const api = await apiOf('administrator');
  const own = await api.user(people.administrator.name);
  const phone = await api.phone('Front desk', '7100', '00:1b:21:a7:71:00');
  await api.assign(own.id, { kind: 'phone', id: phone.id });
  await api.assign(own.id, { kind: 'user', id: (await api.user(people.longName.name)).id });
  const { items } = await api.ask<{ items: { number: string }[] }>('GET', '/v1/numbers?q=4960701');
  if (items.length === 0) await api.ask('POST', '/v1/numbers', { number: '+44 113 496 0701' });
  const groups = await api.ask<unknown[]>('GET', '/v1/monitoring-groups');
  if (groups.length === 0) {
    const settings = { listen: true, whisper: false, barge: false, take_over: false, announce: true };
    await api.ask('POST', '/v1/monitoring-groups', { name: 'Desk leads', members: [own.id], settings });
  }
  return path.replace(OWN, own.id).replace(RECEPTION, phone.id);
}

async function expectLoaded(page: Page, title: string): Promise<void> {
  await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'Loading' })).toHaveCount(0);
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [title, path] of pages) {
    test(`${title} at ${path} has no violation, ${colorScheme}`, async ({ openAs, deviceOf, apiOf }) => {
      const device = await (await deviceOf('administrator', 'Imogen’s laptop')).arrive();
      const address = (await furnish(apiOf, path)).replace('{device}', device);
      const page = await openAs('administrator', address, { colorScheme });
      await expectLoaded(page, title);
      await expect(page).toHaveTitle(`${title} – Roamline`);
      await expectNoViolations(page);
    });
  }
}

for (const [title, path] of pages) {
  test(`${title} at ${path} needs no sideways scrolling and has no violation at 320 pixels`, async ({ openAs, deviceOf, apiOf }) => {
    const device = await (await deviceOf('administrator', 'Imogen’s laptop')).arrive();
    const address = (await furnish(apiOf, path)).replace('{device}', device);
    const page = await openAs('administrator', address, { width: 320 });
    await expectLoaded(page, title);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow).toBe(0);
    await expectNoViolations(page);
  });
}
