import { readFile } from 'node:fs/promises';
import { expect, expectNoViolations, people, test } from './support/portal';

const csv = (...rows: string[]) => ({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(['name,email,site,extension', ...rows, ''].join('\r\n')) });

test('a file of users is looked at, its bad rows are named, and a good one is written', async ({ openAs, page: visitor, baseURL }) => {
  const page = await openAs('administrator', '/users');
  await page.getByRole('button', { name: 'Import' }).click();
  const good = 'Freya Lindqvist,freya.lindqvist@harrier-finch.example,Leeds,7801';
  await page.locator('input[type=file]').setInputFiles(csv(good, 'Nobody,not an address,Leeds,7802', 'Somebody,some.body@harrier-finch.example,Atlantis,7803'));
  await expect(page.getByText(/Nothing was written: 2 rows cannot be used/)).toBeVisible();
  await expect(page.getByRole('row', { name: /not an address/ })).toContainText('email');
  await expect(page.getByRole('row', { name: /some\.body/ })).toContainText('site');
  await expect(page.getByRole('button', { name: /^Write/ })).toHaveCount(0);
  await expectNoViolations(page);

  await page.getByRole('button', { name: 'Choose another file' }).click();
  await page.locator('input[type=file]').setInputFiles(csv(good));
  await page.getByRole('button', { name: 'Write 1 row' }).click();
  await expect(page.getByRole('heading', { name: 'First passwords' })).toBeVisible();
  await expectNoViolations(page);
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download' }).click();
  const text = await readFile(await (await coming).path(), 'utf8');
  const [, password] = /freya\.lindqvist@harrier-finch\.example,(.+)\r\n/.exec(text) ?? [];

  await visitor.goto(`${baseURL}/delegation`);
  await visitor.getByLabel('E-mail address').fill('freya.lindqvist@harrier-finch.example');
  await visitor.getByLabel('Password').fill((password ?? '').replace(/^"|"$/g, '').replaceAll('""', '"'));
  await visitor.keyboard.press('Enter');
  await expect(visitor.getByRole('heading', { name: 'Delegation', level: 1 })).toBeVisible();
});

test('users are exported as a file', async ({ openAs }) => {
  const page = await openAs('administrator', '/users');
  const coming = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export' }).click();
  const text = await readFile(await (await coming).path(), 'utf8');
  expect(text).toContain(people.user.email);
});

test('a common area phone is added, asked for, and accepts by an administrator', async ({ openAs, apiOf }) => {
  const page = await openAs('administrator', '/users/phones');
  await page.getByRole('button', { name: 'Add a phone' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Post room');
  await dialog.getByRole('button', { name: /Site/ }).click();
  await page.getByRole('option', { name: 'Leeds', exact: true }).click();
  await dialog.getByLabel(/Extension/).fill('7300');
  await dialog.getByLabel(/MAC/).fill('not an address');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByRole('textbox', { name: /MAC/ })).toHaveAttribute('aria-invalid', 'true');
  await expectNoViolations(page);
  await dialog.getByLabel(/MAC/).fill('00:1b:21:a7:73:00');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { name: 'Post room', level: 1 })).toBeVisible();

  const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  const invited = await (await apiOf('longName')).invite({ kind: 'phone', id });
  await page.goto(`/delegation/${invited.id}`);
  await expect(page.getByRole('heading', { name: 'Post room', level: 1 })).toBeVisible();
  await page.getByRole('button', { name: `Accept the request of ${people.longName.name}` }).click();
  await expect(page.getByRole('list', { name: 'Acts on the lines of' }).getByRole('link', { name: people.longName.name })).toBeVisible();

  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByRole('alertdialog')).toContainText('1 delegation or request ends with it.');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByRole('heading', { name: 'Common area phones', level: 1 })).toBeVisible();
  await expect(page.getByText('Post room', { exact: true })).toHaveCount(0);
});

test('a number is added as it is pasted, assigned, taken back and deleted', async ({ openAs }) => {
  const page = await openAs('administrator', '/users/numbers');
  await page.getByRole('button', { name: 'Add a number' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Phone number').fill('0113 496 0042');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(dialog.getByLabel('Phone number')).toHaveAttribute('aria-invalid', 'true');
  await dialog.getByLabel('Phone number').fill('+44 (0)113 496-0042');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(dialog).toBeHidden();
  const row = page.getByRole('row', { name: /496 0042/ });
  await row.getByRole('button', { name: /^Actions for/ }).click();
  await page.getByRole('menuitem', { name: 'Assign' }).click();
  await dialog.getByRole('combobox').fill('aldous');
  await page.getByRole('option', { name: /Tom Aldous/ }).click();
  await dialog.getByRole('button', { name: 'Assign' }).click();
  await expect(row.getByRole('link', { name: people.user.name })).toBeVisible();
  await row.getByRole('button', { name: /^Actions for/ }).click();
  await page.getByRole('menuitem', { name: 'Take back' }).click();
  await expect(row.getByText('Nobody')).toBeVisible();
  await row.getByRole('button', { name: /^Actions for/ }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await expect(row).toHaveCount(0);
});

test('a monitoring group is made and supervises somebody; the log tells and is narrowed', async ({ openAs, apiOf }) => {
  const beatrix = await (await apiOf('administrator')).user(people.safetyTeam.name);
  const page = await openAs('administrator', '/shared-lines/groups');
  await page.getByRole('button', { name: 'Add a group' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill('Quality');
  await dialog.getByRole('combobox').fill('marcus');
  await page.getByRole('option', { name: /Marcus Delgado/ }).click();
  await dialog.getByText('Whisper', { exact: true }).click();
  await expectNoViolations(page);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { name: 'Quality' })).toBeVisible();

  await page.goto(`/shared-lines/${beatrix.id}`);
  await page.getByRole('button', { name: /Supervised by/ }).click();
  await page.getByRole('option', { name: 'Quality' }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText(`The supervision of ${beatrix.name} was saved.`)).toBeVisible();

  await page.goto('/audit');
  await page.getByRole('button', { name: /Kind/ }).click();
  await page.getByRole('option', { name: 'Shared lines' }).click();
  await expect(page).toHaveURL(/kind=shared_lines/);
  await expect(page.getByRole('row', { name: /Beatrix Finch/ }).first()).toContainText('Supervision changed');
  await expect(page.getByText('User created')).toHaveCount(0);
});
