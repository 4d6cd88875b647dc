import { freshRouter } from './support/device';
import { expect, expectNoViolations, people, test } from './support/portal';

test('a network that several people are on and nobody knows is given its location, and who is on it is asked to confirm', async ({ openAs, deviceOf }) => {
  const router = freshRouter();
  for (const person of ['user', 'longName'] as const) await (await deviceOf(person, 'Travelling laptop')).arrive(router);
  const page = await openAs('administrator', `/emergency-dashboard?q=${people.longName.name.split(' ')[0] ?? ''}`);
  const row = page.getByRole('row', { name: new RegExp(people.longName.name) });
  await expect(row.getByText('on an unknown network').first()).toBeVisible();

  await page.getByRole('link', { name: 'Gaps in the wiremap' }).click();
  const network = page.getByRole('listitem').filter({ hasText: router });
  await expect(network.getByText('2 people')).toBeVisible();
  await network.getByRole('button', { name: 'Add rule' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Location' }).fill('boardroom');
  await page.getByRole('option', { name: /Boardroom/ }).click();
  await expectNoViolations(page);
  await dialog.getByRole('radio', { name: `Router ${router}` }).check({ force: true });
  await dialog.getByRole('button', { name: 'Add rule' }).click();
  await expect(dialog).toBeHidden();
  await expect(network).toBeHidden();

  await page.getByRole('link', { name: 'Who is settled' }).click();
  await page.getByRole('searchbox', { name: 'Search names' }).fill(people.longName.name);
  await expect(row.getByText('never confirmed').first()).toBeVisible();
});

test('the counts lead to whom they mean, and the file holds them', async ({ openAs, deviceOf }) => {
  await (await deviceOf('austinUser', 'Laptop in Austin')).arrive();
  const page = await openAs('administrator', '/emergency-dashboard');
  await page.getByRole('list', { name: 'Counts of Austin' }).getByRole('link', { name: /on an unknown network/ }).click();
  await expect(page).toHaveURL(/site=.*status=unknown_network/);
  await expect(page.getByRole('row', { name: new RegExp(people.austinUser.name) })).toBeVisible();
  await expect(page.getByRole('row', { name: new RegExp(people.user.name) })).toBeHidden();
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export as CSV' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('emergency-readiness.csv');
  const chunks = await (await file.createReadStream()).toArray();
  const text = Buffer.concat(chunks as Buffer[]).toString();
  expect(text).toContain(`Austin,${people.austinUser.name},user,unknown network`);
  expect(text).not.toContain(people.user.name);
});
