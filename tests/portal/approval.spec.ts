import { expect, expectNoViolations, test } from './support/portal';

test('a proposal lives: made, edited and approved, undone, rejected; its reporter sees it at once', async ({ openAs, deviceOf }) => {
  const device = await deviceOf('user', 'Tom’s desk');
  const queue = await openAs('administrator', '/proposals');
  const reporter = await openAs('user', '/emergency');
  await expect(queue.getByRole('heading', { name: 'Proposals', level: 1 })).toBeVisible();
  await expect(reporter.getByRole('heading', { name: 'Emergency', level: 1 })).toBeVisible();

  await device.propose('Print room', 'Leeds');
  await queue.getByRole('link', { name: 'Print room' }).click();
  await expect(queue.getByText('1 person reports it')).toBeVisible();
  await expect(queue.getByText('Tom Aldous', { exact: true })).toBeVisible();
  await expect(queue.getByText(/192\.168\.77\.1/).first()).toBeVisible();
  const mine = reporter.getByRole('listitem').filter({ hasText: 'Print room' });
  await expect(mine.getByText('Pending', { exact: true })).toBeVisible();
  await expectNoViolations(queue);

  await queue.getByRole('button', { name: 'Edit and approve' }).click();
  const dialog = queue.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill('Reprographics');
  await expectNoViolations(queue);
  await dialog.getByRole('button', { name: 'Approve with these changes' }).click();
  await expect(queue.getByRole('button', { name: 'Undo the decision' })).toBeVisible();
  await expect(reporter.getByText('Approved', { exact: true })).toBeVisible();

  await queue.getByRole('definition').getByRole('link', { name: /Reprographics/ }).click();
  await expect(queue.getByRole('heading', { name: 'Reprographics' })).toBeVisible();
  await expect(queue.getByRole('heading', { name: /^Router 00:1b:21/ })).toBeVisible();
  await queue.goBack();

  await queue.getByRole('button', { name: 'Undo the decision' }).click();
  await expect(mine.getByText('Pending', { exact: true })).toBeVisible();
  await queue.getByRole('button', { name: 'Reject', exact: true }).click();
  await queue.getByRole('dialog').getByLabel('Reason').fill('This is the car park.');
  await queue.getByRole('dialog').getByRole('button', { name: 'Reject' }).click();
  await expect(reporter.getByText('Rejected: This is the car park.')).toBeVisible();
});

test('a proposal is bound to a location that the tree has', async ({ openAs, deviceOf }) => {
  const id = await (await deviceOf('user')).propose('Copy room', 'Leeds');
  const page = await openAs('administrator', `/proposals/${id}`);
  await page.getByRole('button', { name: 'Use an existing location' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Location' }).fill('leeds');
  await page.getByRole('option').nth(1).click();
  await dialog.getByRole('button', { name: 'Approve with this location' }).click();
  await expect(page.getByText('Bound to')).toBeVisible();
});

test('the queue is worked through with the keyboard alone', async ({ openAs, deviceOf }) => {
  const device = await deviceOf('user');
  for (const name of ['Keyboard room A', 'Keyboard room B']) await device.propose(name, 'Leeds');
  const page = await openAs('administrator', '/proposals?q=Keyboard');
  await expect(page.getByRole('row', { name: /Keyboard room/ })).toHaveCount(2);
  await page.keyboard.press('j');
  await expect(page.getByRole('row', { name: /Keyboard room B/ })).toBeFocused();
  await page.keyboard.press('j');
  await expect(page.getByRole('row', { name: /Keyboard room A/ })).toBeFocused();
  await page.keyboard.press('a');
  await expect(page.getByRole('row', { name: /Keyboard room A/ })).toHaveCount(0);
  await page.keyboard.press('j');
  await page.keyboard.press('r');
  await page.keyboard.type('Not a room.');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Keyboard room B was rejected.')).toBeVisible();
});

test('whoever loses a race is told', async ({ openAs, deviceOf }) => {
  const id = await (await deviceOf('user')).propose('Contested room', 'Leeds');
  const slow = await openAs('administrator', `/proposals/${id}`);
  await expect(slow.getByRole('button', { name: 'Approve', exact: true })).toBeVisible();
  // The slow one's stream is cut, so that the page still shows the proposal as it was.
  await slow.route('**/v1/proposals/*', (route) => (route.request().method() === 'GET' ? route.abort() : route.continue()));
  const fast = await openAs('administrator', `/proposals/${id}`);
  await fast.getByRole('button', { name: 'Approve', exact: true }).click();
  await expect(fast.getByRole('button', { name: 'Undo the decision' })).toBeVisible();
  await slow.getByRole('button', { name: 'Approve', exact: true }).click();
  await expect(slow.getByText(/Somebody else decided on this proposal first|This proposal changed while you were looking/)).toBeVisible();
});
