import { EventEmitter, once } from 'node:events';
import { expect, expectNoViolations, test } from './support/portal';

test('policies are saved for the account and otherwise for a site', async ({ openAs }) => {
  const page = await openAs('administrator', '/policies');
  const account = page.getByRole('form', { name: 'Whole organisation' });
  await account.getByLabel('Keep reports for (days)').fill('90');
  await account.getByLabel(/More recipients/).fill('facilities@harrier-finch.example\nsafety@harrier-finch.example');
  await account.getByRole('button', { name: 'Save policies' }).click();
  await expect(page.getByText('The policies were saved.')).toBeVisible();
  const inheriting = page.getByRole('form', { name: 'Leeds' });
  await expect(inheriting.getByRole('button', { name: /As the organisation \(90 days\)/ })).toBeVisible();
  const site = page.getByRole('form', { name: 'Austin' });
  await site.getByRole('button', { name: /Bootstrap mode/ }).click();
  await page.getByRole('option', { name: 'Off', exact: true }).click();
  await site.getByRole('button', { name: 'Save Austin' }).click();
  await expect(page.getByText('The policies of Austin were saved.')).toBeVisible();
  await page.reload();
  await expect(page.getByRole('form', { name: 'Austin' }).getByRole('button', { name: /Bootstrap mode/ })).toContainText('Off');
  await expect(page.getByRole('form', { name: 'Whole organisation' }).getByLabel('Keep reports for (days)')).toHaveValue('90');
});

test('how a site dials is set and tried out, by keyboard alone', async ({ openAs }) => {
  const page = await openAs('administrator', '/policies');
  const form = page.getByRole('form', { name: 'Numbers and dialling of Austin' });
  const prefix = form.getByLabel(/Prefix for an outside line/);
  await prefix.fill('1234');
  await prefix.press('Enter');
  await expect(form.getByText('Write the prefix with 1 to 3 digits.').first()).toBeVisible();
  await prefix.fill('8');
  await prefix.press('Enter');
  await expect(page.getByText('Dialling of Austin was saved.')).toBeVisible();

  const tester = page.getByLabel('What if a phone of Austin dialled …');
  const card = page.getByRole('listitem').filter({ has: tester });
  const answer = card.getByRole('status').last();
  await expect(answer).toContainText('Type a number');
  for (const [dialled, says] of [
    ['8 911', 'Emergency call'],
    ['933', 'Emergency test'],
    ['8 (212) 555-0123', 'It would leave as +12125550123'],
    ['reception', 'Use digits'],
  ] as const) {
    await tester.fill(dialled);
    await expect(answer).toContainText(says);
  }
  await expectNoViolations(page);
  await page.reload();
  await expect(prefix).toHaveValue('8');
});

test('a user is added, changed and asked again, and the log tells', async ({ openAs }) => {
  const page = await openAs('administrator', '/users');
  await page.getByRole('button', { name: 'Add a user' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Nils Aagaard');
  await dialog.getByLabel('E-mail address').fill('nils.aagaard@harrier-finch.example');
  await dialog.getByLabel('First password').fill('short');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('Use at least 12 characters.')).toBeVisible();
  await dialog.getByLabel('First password').fill('long enough for anybody');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();

  await page.getByRole('searchbox', { name: 'Search users' }).fill('aagaard');
  await expect(page.getByRole('row', { name: /Imogen Harrier/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Actions for Nils Aagaard' }).click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  await dialog.getByText('May sign in').click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('row', { name: /Nils Aagaard/ }).getByText('Inactive')).toBeVisible();
  await page.getByRole('button', { name: 'Actions for Nils Aagaard' }).click();
  await page.getByRole('menuitem', { name: 'Ask for the location again' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Ask for the location again' }).click();
  await expect(page.getByText('Nils Aagaard will be asked again.')).toBeVisible();

  await page.getByRole('link', { name: 'Audit log' }).click();
  await expect(page.getByRole('row', { name: /Nils Aagaard/ }).first()).toBeVisible();
});

test('everybody sees the destinations of their roles only', async ({ openAs }) => {
  const names = async (person: 'user' | 'siteAdministrator' | 'administrator') => {
    const page = await openAs(person, '/emergency');
    await expect(page.getByRole('heading', { name: 'Emergency', level: 1 })).toBeVisible();
    return page.getByRole('navigation', { name: 'Portal' }).getByRole('link').allInnerTexts();
  };
  const administration = ['Emergency dashboard', 'Proposals', 'Locations', 'Shared lines', 'Users & rooms', 'Policies', 'Audit log'];
  const first = (texts: string[]) => texts.map((text) => text.split('\n')[0]);
  expect(first(await names('user'))).toEqual(['Emergency', 'Delegation', 'Devices']);
  expect(first(await names('siteAdministrator'))).toEqual(['Emergency', 'Delegation', 'Devices', ...administration]);
  expect(first(await names('administrator'))).toEqual(['Emergency', 'Delegation', 'Devices', ...administration]);
});

test('a page for administrators says so to others', async ({ openAs }) => {
  const page = await openAs('user', '/users');
  await expect(page.getByText('This page is for administrators')).toBeVisible();
});

test('a site administrator sees their own site only', async ({ openAs }) => {
  const page = await openAs('siteAdministrator', '/policies');
  await expect(page.getByRole('form', { name: 'Austin', exact: true })).toBeVisible();
  await expect(page.getByRole('form', { name: 'Numbers and dialling of Austin' })).toBeVisible();
  await expect(page.getByRole('form', { name: 'Callback number of Austin' })).toBeVisible();
  await expect(page.getByRole('form', { name: 'Alerts of Austin' })).toBeVisible();
  await expect(page.getByRole('form')).toHaveCount(4);
  await expect(page.getByRole('form', { name: 'Whole organisation' })).toHaveCount(0);
});

test('a page that takes its time to be fetched is waited for beside the navigation', async ({ openAs }) => {
  const page = await openAs('administrator', '/emergency');
  const emergency = page.getByRole('heading', { name: 'Emergency', level: 1 });
  await expect(emergency).toBeVisible();
  const gate = new EventEmitter();
  const isOpen = once(gate, 'open');
  await page.route('**/assets/UsersPage-*', async (route) => {
    await isOpen;
    await route.continue();
  });
  await page.getByRole('link', { name: 'Users' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Loading' })).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Portal' })).toBeVisible();
  gate.emit('open');
  await expect(page.getByRole('heading', { name: 'Users', level: 1 })).toBeVisible();
  await expect(page.getByRole('main')).toBeFocused();
});

test('a page that cannot be fetched says so, and comes once it can', async ({ openAs }) => {
  const page = await openAs('administrator', '/emergency');
  await expect(page.getByRole('heading', { name: 'Emergency', level: 1 })).toBeVisible();
  await page.route('**/assets/UsersPage-*', (route) => route.abort());
  await page.getByRole('link', { name: 'Users' }).click();
  await expect(page.getByText('This page could not be loaded')).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Portal' })).toBeVisible();
  await expectNoViolations(page);
  await page.unroute('**/assets/UsersPage-*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { name: 'Users', level: 1 })).toBeVisible();
});
