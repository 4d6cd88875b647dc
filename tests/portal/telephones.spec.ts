import { randomUUID } from 'node:crypto';
import type { Api } from './support/api';
import { expect, expectNoViolations, test } from './support/portal';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a telephone is added, its password shown once, and removed, ${colorScheme}`, async ({ openAs }) => {
    const name = `Desk, ${colorScheme}`;
    const page = await openAs('user', '/devices', { colorScheme });
    await page.getByRole('button', { name: 'Add a telephone' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill(name);
    await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
    const told = page.getByRole('dialog', { name: `Set up ${name}` });
    await told.getByRole('button', { name: 'With baresip' }).click();
    await told.getByRole('button', { name: 'With linphone' }).click();
    const account = await told.getByRole('region', { name: 'Account for baresip' }).textContent();
    const [, username, password] = /^<sip:(tom-\w{4})@127\.0\.0\.1:\d+;transport=tcp>;auth_user=\1;auth_pass=(\w{20});regint=600$/.exec(account ?? '') ?? [];
    await expect(told.getByText(password ?? 'no password', { exact: true })).toBeVisible();
    await expect(told.getByRole('region', { name: 'Settings for linphone' })).toContainText(`passwd=${password}`);
    await expectNoViolations(page);
    await told.getByRole('button', { name: 'Done' }).click();
    await expect(page.getByText(password ?? 'no password')).toHaveCount(0);

    const card = page.getByRole('list', { name: 'Telephones' }).getByRole('listitem').filter({ hasText: name });
    await expect(card).toContainText(`Registers as ${username}`);
    await expect(card).toContainText('Not registered');
    await expectNoViolations(page);
    // The switch itself is hidden behind what is drawn.
    await card.getByText('Calls ring on it').click();
    await expect(card.getByRole('switch', { name: /^Calls ring on/ })).not.toBeChecked();
    await page.reload();
    await expect(card.getByRole('switch', { name: /^Calls ring on/ })).not.toBeChecked();

    await card.getByRole('button', { name: `Actions for ${name}` }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
    await expect(card).toBeHidden();
  });
}

test('a telephone is set up by an address that is typed into it, and the portal says so at once', async ({ openAs }) => {
  const page = await openAs('user', '/devices');
  await page.getByRole('button', { name: 'Add a telephone' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Typed');
  await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('button', { name: 'Done' }).click();
  const card = page.getByRole('list', { name: 'Telephones' }).getByRole('listitem').filter({ hasText: 'Typed' });
  await card.getByRole('button', { name: 'Actions for Typed' }).click();
  await page.getByRole('menuitem', { name: 'Set up by address' }).click();
  const dialog = page.getByRole('dialog', { name: 'Set up Typed by address' });
  await dialog.getByRole('button', { name: 'Make the address' }).click();
  const address = (await dialog.getByText(/\/p\/\w{4}-\w{4}-\w{4}$/).textContent()) ?? 'no address';
  await expect(dialog.getByText(/That ends/)).toBeVisible();
  await expectNoViolations(page);
  const agent = { 'user-agent': 'Grandstream Model HW GRP2616 SW 1.0.13.59 DevId ec74d7800474' };
  const settings = await page.request.get(`${address}/cfgec74d7800474.xml`, { headers: agent });
  expect(await settings.text()).toMatch(/<P35>tom-\w{4}<\/P35>/);
  await expect(dialog.getByText(/from 127\.0\.0\.1 \(Grandstream\)/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(card).toContainText('Set up by its address');
  await card.getByRole('button', { name: 'Actions for Typed' }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await expect(card).toBeHidden();
});

/** Gives somebody a number of their own, unless they have it. */
async function give(admin: Api, id: string, number: string): Promise<void> {
  const { items } = await admin.ask<{ items: { version: number; assignee?: object }[] }>('GET', `/v1/numbers?q=${number.slice(-7)}`);
  if (items.length === 0) await admin.ask('POST', '/v1/numbers', { number });
  if (items[0]?.assignee === undefined) {
    await admin.ask('PUT', `/v1/numbers/${encodeURIComponent(number)}`, { assignee: { kind: 'user', id } }, items[0]?.version ?? 1);
  }
}

test('the delegator says where calls go, and an administrator sees it', async ({ openAs, apiOf }) => {
  const admin = await apiOf('administrator');
  const { id } = await admin.user('Tom Aldous');
  await give(admin, id, '+441134960702');
  const page = await openAs('user', '/delegation');
  const shown = '+44 113 496 0702';
  await page.getByRole('button', { name: `Set its own: where calls to ${shown} go` }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Voicemail', { exact: true }).click();
  await dialog.getByRole('textbox', { name: 'Number', exact: true }).fill('112');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText(/An emergency number never takes the calls of a line/).first()).toBeVisible();
  await expectNoViolations(page);
  await dialog.getByRole('textbox', { name: 'Number', exact: true }).fill('+44 (0)113 496 0799');
  await dialog.getByRole('button', { name: 'Save' }).click();
  const card = page.getByRole('list', { name: 'Call forwarding' }).getByRole('listitem').filter({ hasText: shown });
  await expect(card).toContainText('After 30 s to voicemail at 0113 496 0799');

  const other = await openAs('administrator', `/shared-lines/${id}`, { colorScheme: 'dark' });
  await expect(other.getByText('After 30 s to voicemail at 0113 496 0799')).toBeVisible();
  await expect(other.getByRole('heading', { name: 'Telephones' })).toBeVisible();
  await expectNoViolations(other);
});

for (const [colorScheme, width] of [
  ['light', 1280],
  ['dark', 320],
] as const) {
  test(`the keys of a telephone are laid out by keyboard, ${colorScheme} at ${width}`, async ({ openAs, apiOf }) => {
    const [admin, own] = [await apiOf('administrator'), await apiOf('user')];
    const [tom, priya] = [await admin.user('Tom Aldous'), await admin.user('Priya Raman')];
    await give(admin, tom.id, '+441134960702');
    await give(admin, priya.id, '+441134960703');
    await admin.assign(priya.id, { kind: 'user', id: tom.id });
    const name = `Keys, ${colorScheme}`;
    const { phone } = await own.ask<{ phone: { id: string } }>('POST', '/v1/desk-phones', { id: randomUUID(), name });
    const path = `/v1/desk-phones/${phone.id}/keys`;
    const line = (number: string) => async () => {
      const { lines } = await own.ask<{ lines: { line: string; number: string }[] }>('GET', path);
      return lines.find((each) => each.number === number)?.line;
    };
    const shown = [line('+441134960702'), line('+441134960703')];
    for (const each of shown) await expect.poll(each).toBeDefined();
    const laid = await Promise.all(shown.map(async (each) => ({ line: await each(), label: '' })));
    await own.ask('PUT', path, { keys: laid }, 1);

    const page = await openAs('user', '/devices', { colorScheme });
    await page.setViewportSize({ width, height: 800 });
    const open = async () => {
      await page.getByRole('button', { name: `Actions for ${name}` }).click();
      await page.getByRole('menuitem', { name: 'Keys' }).click();
    };
    await open();
    const dialog = page.getByRole('dialog', { name: `Keys of ${name}` });
    const rows = dialog.getByRole('list', { name: 'Keys from top to bottom' }).getByRole('listitem');
    await expect(rows).toHaveText([/Tom Aldous/, /Priya Raman/]);
    await dialog.getByRole('button', { name: 'Move Priya Raman up' }).focus();
    await page.keyboard.press('Enter');
    await expect(rows).toHaveText([/Priya Raman/, /Tom Aldous/]);
    // What has the focus has something to do.
    await expect(dialog.getByRole('button', { name: 'Move Priya Raman down' })).toBeFocused();
    await dialog.getByRole('textbox', { name: 'Label for Priya Raman' }).fill('Boss');
    await expectNoViolations(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toBeHidden();

    await page.reload();
    await open();
    await expect(rows).toHaveText([/Priya Raman/, /Tom Aldous/]);
    await expect(dialog.getByRole('textbox', { name: 'Label for Priya Raman' })).toHaveValue('Boss');
    await dialog.getByRole('button', { name: 'Take Tom Aldous off the keys' }).click();
    await expect(rows).toHaveCount(1);
    await expectNoViolations(page);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toBeHidden();
    const { keys } = await own.ask<{ keys: { label: string }[] }>('GET', path);
    expect(keys.map(({ label }) => label)).toEqual(['Boss']);
  });
}
