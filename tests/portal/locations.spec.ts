import { expect, expectNoViolations, test } from './support/portal';

test('the tree is edited: a location, its rules, and its end', async ({ openAs }) => {
  const page = await openAs('administrator', '/locations');
  await page.getByRole('treegrid').getByText('Leeds', { exact: true }).first().click();
  const detail = page.getByRole('region', { name: 'Chosen location' });
  await detail.getByRole('button', { name: 'Add below' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill('Annexe');
  await dialog.getByLabel('Callback number (ELIN)').fill('12345');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText(/international form/).last()).toBeVisible();
  await dialog.getByLabel('Callback number (ELIN)').fill('+44 113 496 0123');
  await expectNoViolations(page);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(detail.getByRole('heading', { name: 'Annexe' })).toBeVisible();
  await expect(detail.getByText('+441134960123')).toBeVisible();

  await detail.getByRole('button', { name: 'Add a rule' }).click();
  await dialog.getByRole('button', { name: /Kind of evidence/ }).click();
  await page.getByRole('option', { name: 'Router (gateway MAC)' }).click();
  await dialog.getByRole('textbox', { name: 'Router (gateway MAC)' }).fill('9e:3a:11:22:33:44');
  await dialog.getByRole('button', { name: 'Add a rule' }).click();
  await expect(dialog.getByText(/shared by many networks or changes/).first()).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Router (gateway MAC)' }).fill('00:1b:21:99:88:77');
  await dialog.getByRole('button', { name: 'Add a rule' }).click();
  const rule = detail.getByRole('heading', { name: 'Router 00:1b:21:99:88:77' });
  await expect(rule).toBeVisible();

  await detail.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText(/It is still in use/)).toBeVisible();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Dismiss message' }).last().click();
  await detail.getByRole('button', { name: /Delete the rule/ }).click();
  await expect(rule).toBeHidden();
  await detail.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText('Annexe was deleted.')).toBeVisible();
  await expect(page.getByRole('treegrid').getByText('Annexe')).toBeHidden();
});

test('the tree is narrowed by words, and the address bar leads back to the same place', async ({ openAs }) => {
  const page = await openAs('administrator', '/locations');
  await page.getByRole('searchbox', { name: 'Search locations' }).fill('austin');
  await expect(page).toHaveURL(/q=austin/);
  await expect(page.getByRole('treegrid').getByText('Leeds', { exact: true })).toBeHidden();
  await page.getByRole('treegrid').getByRole('row').first().click();
  await expect(page).toHaveURL(/node=/);
  const name = await page.getByRole('region', { name: 'Chosen location' }).getByRole('heading', { level: 2 }).first().textContent();
  await page.reload();
  await expect(page.getByRole('region', { name: 'Chosen location' }).getByRole('heading', { level: 2 }).first()).toHaveText(name ?? '');
});
