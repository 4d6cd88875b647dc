import { expect, expectNoViolations, test } from './support/portal';

const pages = [
  ['Emergency', '/emergency'],
  ['Where is Imogen’s laptop?', '/emergency/choose?device={device}'],
  ['Devices', '/devices'],
  ['Proposals', '/proposals?state=all'],
  ['Locations', '/locations'],
  ['Users', '/users'],
  ['Policies', '/policies'],
  ['Audit log', '/audit'],
  ['Page not found', '/nowhere'],
] as const;

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [title, path] of pages) {
    test(`${title} has no violation, ${colorScheme}`, async ({ openAs, deviceOf }) => {
      const device = await (await deviceOf('administrator', 'Imogen’s laptop')).arrive();
      const page = await openAs('administrator', path.replace('{device}', device), { colorScheme });
      await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible();
      await expect(page.getByRole('status').filter({ hasText: 'Loading' })).toHaveCount(0);
      await expect(page).toHaveTitle(`${title} – Roamline`);
      await expectNoViolations(page);
    });
  }
}

for (const [title, path] of pages) {
  test(`${title} needs no sideways scrolling and has no violation at 320 pixels`, async ({ openAs, deviceOf }) => {
    const device = await (await deviceOf('administrator', 'Imogen’s laptop')).arrive();
    const page = await openAs('administrator', path.replace('{device}', device), { width: 320 });
    await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible();
    await expect(page.getByRole('status').filter({ hasText: 'Loading' })).toHaveCount(0);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow).toBe(0);
    await expectNoViolations(page);
  });
}
