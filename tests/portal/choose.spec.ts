import { expect, expectNoViolations, given, people, test } from './support/portal';

test('the link of a device opens its choice behind the sign-in, and the answer settles it', async ({ page, baseURL, deviceOf }) => {
  const laptop = await deviceOf('user', 'Travelling laptop');
  const id = await laptop.arrive();
  await page.goto(`${baseURL}/emergency/choose?device=${id}`);
  await page.getByLabel('E-mail address').fill(people.user.email);
  await page.getByLabel('Password').fill(given('PORTAL_PASSWORD'));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Where is Travelling laptop?' })).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`/emergency/choose\\?device=${id}$`));
  await expectNoViolations(page);

  await page.getByRole('button', { name: 'Add a new address' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Harbour hotel');
  await page.getByLabel('House number').fill('8');
  await page.getByLabel('Street').fill('Quay Street');
  await page.getByLabel('Town').fill('Whitby');
  await page.getByLabel('Postcode').fill('YO21 1BB');
  await expectNoViolations(page);
  await page.getByRole('button', { name: 'Use this address' }).click();
  await expect(page).toHaveURL(/\/emergency$/);
  await expect(page.getByText(/Emergency calls from Travelling laptop go to .*Quay Street/)).toBeVisible();

  await page.getByRole('link', { name: 'I am somewhere else, with Travelling laptop' }).click();
  await expect(page.getByText('You have said that this is Harbour hotel.')).toBeVisible();
});

test('a device of somebody else is no device here', async ({ openAs, deviceOf }) => {
  const laptop = await deviceOf('longName', 'Not yours');
  const id = await laptop.arrive();
  const page = await openAs('user', `/emergency/choose?device=${id}`);
  await expect(page.getByRole('heading', { name: 'This is no device of yours' })).toBeVisible();
  await expectNoViolations(page);
});
