import { expect, test } from './support/portal';

test('a personal location is added, made the default, edited and deleted', async ({ openAs }) => {
  const page = await openAs('safetyTeam', '/emergency');
  await page.getByRole('button', { name: 'Add an address' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('Name is needed')).toBeVisible();
  await dialog.getByLabel('Name', { exact: true }).fill('Seaside');
  await dialog.getByLabel('House number').fill('3');
  await dialog.getByLabel('Street').fill('Shore Road');
  await dialog.getByLabel('Town').fill('Whitby');
  await dialog.getByLabel('Postcode').fill('YO21 3PU');
  await dialog.getByRole('button', { name: 'Save' }).click();
  const card = page.getByRole('list', { name: 'My addresses' }).getByRole('listitem').filter({ hasText: 'Shore Road' });
  await expect(card).toBeVisible();

  await card.getByRole('button', { name: 'Actions for Seaside' }).click();
  await page.getByRole('menuitem', { name: 'Make it my default' }).click();
  await expect(card.getByText('Default', { exact: true })).toBeVisible();

  await card.getByRole('button', { name: 'Actions for Seaside' }).click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  await dialog.getByLabel('Name', { exact: true }).fill('Seaside cottage');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(card.getByRole('heading', { name: 'Seaside cottage', exact: true })).toBeVisible();

  await card.getByRole('button', { name: 'Actions for Seaside cottage' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await expect(card).toBeHidden();
});

test('a device is renamed and signed out; a proposal is withdrawn', async ({ openAs, deviceOf }) => {
  const device = await deviceOf('longName', 'Old laptop');
  await device.propose('Withdrawn room', 'Leeds');
  const page = await openAs('longName', '/emergency');
  await expect(page.getByText(/Emergency calls from Old laptop go to/)).toBeVisible();
  await page.getByRole('button', { name: 'Withdraw Withdrawn room' }).click();
  await expect(page.getByText('Withdrawn', { exact: true })).toBeVisible();

  await page.getByRole('link', { name: 'Devices' }).click();
  await page.getByRole('button', { name: 'Actions for Old laptop' }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Desk laptop');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { name: 'Desk laptop', exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Actions for Desk laptop' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Desk laptop', exact: true })).toBeHidden();
});
