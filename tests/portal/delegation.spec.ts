import { expect, expectNoViolations, people, test } from './support/portal';

test('somebody is asked, accepts, and both see it at once; the administrator too', async ({ openAs }) => {
  const asking = await openAs('safetyTeam', '/delegation');
  const answering = await openAs('user', '/delegation');
  const watching = await openAs('administrator', '/shared-lines?q=Beatrix');
  await expect(answering.getByRole('heading', { name: 'You act on nobody’s lines' })).toBeVisible();

  await asking.getByRole('button', { name: 'Add a delegate' }).click();
  const dialog = asking.getByRole('dialog');
  await expect(dialog.getByText(/licence/).first()).toBeVisible();
  await expectNoViolations(asking);
  await dialog.getByRole('searchbox').fill('aldous');
  await expect(dialog.getByText('1 found')).toBeAttached();
  await dialog.getByRole('button', { name: /Tom Aldous/ }).click();
  await dialog.getByText('Lock calls', { exact: true }).click();
  await expectNoViolations(asking);
  await dialog.getByRole('button', { name: 'Send request' }).click();
  const mine = asking.getByRole('list', { name: 'Delegation & assistants' }).getByRole('listitem', { name: people.user.name });
  await expect(mine.getByText('Pending')).toBeVisible();

  await expect(answering.getByRole('link', { name: /Delegation.*1 waits/ })).toBeVisible();
  const request = answering.getByRole('list', { name: 'Requests to you' }).getByRole('listitem', { name: people.safetyTeam.name });
  await expect(request.getByText(/^Places(?!.*locks).*answers.*picks up/)).toBeVisible();
  await expectNoViolations(answering);
  await request.getByRole('button', { name: 'Accept the request of Beatrix Finch' }).click();
  await expect(answering.getByRole('list', { name: 'Lines on which you act' }).getByRole('listitem', { name: people.safetyTeam.name })).toBeVisible();
  await expect(mine.getByText('Active')).toBeVisible();

  const delegates = watching.getByRole('row', { name: /^Beatrix Finch/ }).getByRole('gridcell').first();
  await expect(delegates.getByRole('link', { name: people.user.name })).toBeVisible();
  await expect(delegates.getByText('Pending')).toHaveCount(0);

  await answering.getByRole('switch', { name: 'Ring here for Beatrix Finch' }).press('Space');
  await expect(answering.getByRole('switch', { name: 'Ring here for Beatrix Finch' })).not.toBeChecked();

  await mine.getByRole('button', { name: 'End the delegation to Tom Aldous' }).click();
  await asking.getByRole('alertdialog').getByRole('button', { name: 'End' }).click();
  await expect(mine).toHaveCount(0);
  await expect(answering.getByRole('heading', { name: 'You act on nobody’s lines' })).toBeVisible();
});

test('a schedule and an end are typed with the keyboard, and read in words', async ({ openAs, apiOf }) => {
  const admin = await apiOf('administrator');
  const [tom, ottilie] = [await admin.user(people.user.name), await admin.user(people.longName.name)];
  await admin.assign(tom.id, { kind: 'user', id: ottilie.id });
  const page = await openAs('user', '/delegation');
  const mine = page.getByRole('listitem', { name: people.longName.name });
  await mine.getByRole('button', { name: /^Edit what/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: 'Always' }).press('ArrowDown');
  await expect(dialog.getByRole('toolbar', { name: 'Days of line 1' })).toBeVisible();
  await expectNoViolations(page);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(mine.getByText(/Mon–Fri 09:00–17:00/)).toBeVisible();
});

test('a lock is refused while an invitation is open, and held against the user afterwards', async ({ openAs, apiOf }) => {
  const admin = await apiOf('administrator');
  const [ottilie, tom] = [await admin.user(people.longName.name), await admin.user(people.user.name)];
  const invited = await (await apiOf('longName')).invite({ kind: 'user', id: tom.id });
  const locking = await openAs('administrator', `/shared-lines/${ottilie.id}`);
  const locked = await openAs('longName', '/delegation');
  await locking.getByRole('button', { name: 'Lock' }).click();
  await expect(locking.getByRole('alert').filter({ hasText: /Tom Aldous has not answered/ })).toBeVisible();
  await expectNoViolations(locking);

  await locked.getByRole('button', { name: 'Withdraw the invitation of Tom Aldous' }).click();
  await locked.getByRole('alertdialog').getByRole('button', { name: 'Withdraw' }).click();
  await expect(locking.getByRole('heading', { name: 'No delegate yet' })).toBeVisible();
  await locking.getByRole('button', { name: 'Lock' }).click();
  await expect(locking.getByText(/Locked by Imogen Harrier/)).toBeVisible();
  await expect(locked.getByText(/An administrator has locked these settings/)).toBeVisible();
  await expect(locked.getByRole('button', { name: 'Add a delegate' })).toHaveCount(0);
  await locking.getByRole('button', { name: 'Unlock' }).click();
  await expect(locked.getByRole('button', { name: 'Add a delegate' })).toBeVisible();

  await locked.goto(`/delegation/${invited.id}`);
  await expect(locked.getByRole('heading', { name: 'This delegation is over' })).toBeVisible();
});

test('three people edit one delegation at once, and nothing is lost unseen', async ({ openAs, apiOf }) => {
  const admin = await apiOf('administrator');
  const [priya, marcus] = [await admin.user(people.austinUser.name), await admin.user(people.siteAdministrator.name)];
  await admin.assign(priya.id, { kind: 'user', id: marcus.id });
  const name = people.siteAdministrator.name;

  const own = await openAs('austinUser', '/delegation');
  await own.getByRole('button', { name: `Edit what ${name} may do` }).click();
  await own.getByRole('dialog').getByText('Pick up held calls', { exact: true }).click();
  const first = await openAs('administrator', `/shared-lines/${priya.id}`);
  await first.getByRole('listitem', { name }).getByText('Answer calls', { exact: true }).click();
  const second = await openAs('siteAdministrator', `/shared-lines/${priya.id}`);
  await second.getByRole('listitem', { name }).getByText('Lock calls', { exact: true }).click();

  await first.getByRole('button', { name: `Save what ${name} may do` }).click();
  await expect(first.getByText(`What ${name} may do was saved.`)).toBeVisible();

  const card = second.getByRole('listitem', { name });
  await card.getByRole('button', { name: `Save what ${name} may do` }).click();
  await expect(card.getByText(/Imogen Harrier changed this since you opened it/)).toBeVisible();
  await expect(card.getByRole('checkbox', { name: 'Lock calls' })).not.toBeChecked();
  await expect(card.getByRole('checkbox', { name: 'Answer calls' })).toBeChecked();
  await expectNoViolations(second);
  await card.getByRole('button', { name: `Save my changes all the same, for ${name}` }).click();
  await expect(second.getByText(`What ${name} may do was saved.`)).toBeVisible();

  const dialog = own.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText(/Marcus Delgado changed this since you opened it/)).toBeVisible();
  await expect(dialog.getByRole('checkbox', { name: 'Pick up held calls' })).not.toBeChecked();
  await expectNoViolations(own);
  await dialog.getByRole('button', { name: 'Load the new state' }).click();
  await expect(dialog.getByRole('checkbox', { name: 'Pick up held calls' })).toBeChecked();
  await expect(dialog.getByRole('checkbox', { name: 'Lock calls' })).not.toBeChecked();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(own.getByRole('listitem', { name }).getByText(/^Places(?!.*locks).*answers.*picks up/)).toBeVisible();
  await expect(first.getByRole('listitem', { name }).getByRole('checkbox', { name: 'Lock calls' })).not.toBeChecked();
});

test('an administrator assigns a delegate and removes them', async ({ openAs, apiOf }) => {
  const beatrix = await (await apiOf('administrator')).user(people.safetyTeam.name);
  const page = await openAs('administrator', '/users?q=finch');
  await page.getByRole('button', { name: `Actions for ${beatrix.name}` }).click();
  await page.getByRole('menuitem', { name: 'Delegation settings' }).click();
  await expect(page.getByRole('heading', { name: beatrix.name, level: 1 })).toBeVisible();
  await page.getByRole('button', { name: 'Add a delegate' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('searchbox').fill('aldous');
  await expect(dialog.getByText('1 found')).toBeAttached();
  await dialog.getByRole('button', { name: /Tom Aldous/ }).click();
  await dialog.getByRole('button', { name: 'Assign' }).click();
  const card = page.getByRole('list', { name: 'Delegates' }).getByRole('listitem', { name: people.user.name });
  await expect(card.getByText('Active')).toBeVisible();
  await card.getByRole('button', { name: 'End the delegation to Tom Aldous' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'End' }).click();
  await expect(card).toHaveCount(0);
});
