import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { authorization, exchange } from './support/device';
import { expect, expectNoViolations, given, people, test } from './support/portal';

test('a person signs in with the keyboard, lands where they wanted to, and signs out', async ({ page, baseURL }) => {
  await page.goto(`${baseURL}/devices`);
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await expectNoViolations(page);
  await page.keyboard.type(people.user.email);
  await page.keyboard.press('Tab');
  await page.keyboard.type(given('PORTAL_PASSWORD'));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Devices', level: 1 })).toBeVisible();
  await expect(page).toHaveURL(/\/devices$/);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});

test('a wrong password is told, and the field is emptied', async ({ page, baseURL }) => {
  await page.goto(`${baseURL}/`);
  await page.getByLabel('E-mail address').fill('nobody@harrier-finch.example');
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText('The e-mail address or the password is wrong');
  await expect(page.getByLabel('Password')).toHaveValue('');
  await expectNoViolations(page);
});

test('a native client gets its code through the browser, and tokens for it', async ({ openAs, baseURL }) => {
  let code: string | null = null;
  let state: string | null = null;
  const listener = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (url.pathname === '/callback') {
      code = url.searchParams.get('code');
      state = url.searchParams.get('state');
    }
    response.end('<!doctype html><title>Done</title>You may close this page.');
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', () => resolve()));
  const redirect = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/callback`;
  const { verifier, parameters } = authorization(redirect);

  const page = await openAs('user', `/oauth/authorize?${new URLSearchParams(parameters)}`);
  await expect(page.getByRole('heading', { name: `as ${people.user.name}` })).toBeVisible();
  await expectNoViolations(page);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByText('You may close this page.')).toBeVisible();
  expect(state).toBe(parameters.state);
  expect(await exchange(baseURL ?? '', code ?? '', verifier, redirect, 'Tom’s laptop')).not.toBe('');
  listener.close();

  await page.goto(`${baseURL}/devices`);
  await expect(page.getByRole('heading', { name: 'Tom’s laptop' })).toBeVisible();
});

test('a redirect to anywhere but this computer is refused in words', async ({ openAs }) => {
  const { parameters } = authorization('https://elsewhere.example/callback');
  const page = await openAs('user', `/oauth/authorize?${new URLSearchParams(parameters)}`);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('alert')).not.toBeEmpty();
  await expect(page).toHaveURL(/\/oauth\/authorize/);
});
