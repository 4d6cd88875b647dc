import { expectAccessible } from '@shared/test/render';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { accountPolicy, AUSTIN, policy, sites } from '../../test/data';
import { refusal } from '../../test/fakeServer';
import { openPortal } from '../../test/render';

describe('policies of delegation', () => {
  it('are set for the account, with bounds', async () => {
    const { user, server } = openPortal('/policies');
    const form = await screen.findByRole('form', { name: 'Whole organisation' });
    await user.click(within(form).getByRole('checkbox', { name: 'Delegation' }));
    await user.click(within(form).getByRole('checkbox', { name: 'Delegates accept what administrators assign' }));
    const most = within(form).getByLabelText('Delegates per person');
    await user.clear(most);
    await user.type(most, '99');
    await user.click(within(form).getByRole('button', { name: 'Save policies' }));
    await waitFor(() => expect(server.sentTo('PUT', '/v1/policies/account')).toHaveLength(1));
    expect(server.sentTo('PUT', '/v1/policies/account')).toMatchObject([
      { policy: { delegation: false, admin_assignment_needs_acceptance: true, max_delegates: 32, max_delegators: 32 }, version: 7 },
    ]);
    await expectAccessible();
  });

  it('say what makes an emergency call, and what stands in its way', async () => {
    const { user, server } = openPortal('/policies', (fake) => {
      fake.override = ({ method, path }) =>
        method === 'PUT' && path === '/v1/policies/account'
          ? { status: 409, body: { code: 'conflict', message: 'Dora Call has the extension 204, which this list needs; give them another one first.', field: 'emergency' } }
          : undefined;
    });
    const form = await screen.findByRole('form', { name: 'Whole organisation' });
    const numbers = within(form).getByLabelText('Emergency numbers');
    expect(numbers).toHaveValue('000, 112, 911, 999');
    await user.clear(numbers);
    await user.type(numbers, '110,204');
    await user.type(within(form).getByLabelText(/^Prefix for an outside line/), '0');
    await user.click(within(form).getByRole('button', { name: 'Save policies' }));
    await waitFor(() => expect(server.sentTo('PUT', '/v1/policies/account')).toMatchObject([{ emergency: { numbers: ['110', '204'], test: '933', prefix: '0' } }]));
    expect((await within(form).findAllByText(/Dora Call has the extension 204/))[0]).toBeVisible();
    await expectAccessible();
  });

  it('give a site the number at which people are called back, and say where there is none', async () => {
    let isFirst = true;
    const { user, server } = openPortal('/policies', (fake) => {
      fake.override = ({ method, path, body }) => {
        if (method !== 'PUT' || path !== `/v1/sites/${AUSTIN}/callback-number`) return undefined;
        if (isFirst) {
          isFirst = false;
          return refusal(409, 'conflict', '+1 512-555-0107 is the emergency callback number of Austin › 7th floor; choose another one.', { field: 'callback_number' });
        }
        return { status: 200, body: { ...sites[1], callback_number: '+15125550147', version: 4, ...(body as object) } };
      };
    });
    const form = await screen.findByRole('form', { name: 'Callback number of Austin' });
    expect(form).toHaveTextContent('There is none yet');
    const field = within(form).getByLabelText('Fallback callback number');
    await user.type(field, '+1 512 555 0107');
    await user.click(within(form).getByRole('button', { name: 'Save the number of Austin' }));
    expect((await within(form).findAllByText(/choose another one/))[0]).toBeVisible();
    await user.clear(field);
    await user.type(field, '+1 512 555 0147');
    await user.click(within(form).getByRole('button', { name: 'Save the number of Austin' }));
    await waitFor(() =>
      expect(server.sentTo('PUT', `/v1/sites/${AUSTIN}/callback-number`)).toEqual([
        { callback_number: '+1 512 555 0107', version: 3 },
        { callback_number: '+1 512 555 0147', version: 3 },
      ]),
    );
    await expectAccessible();
  });

  it('deviate at a site, and say what is inherited', async () => {
    const { user, server } = openPortal('/policies');
    const form = await screen.findByRole('form', { name: 'Austin' });
    await user.click(await within(form).findByRole('button', { name: /As the organisation \(32\) Delegates per person/ }));
    await user.click(await screen.findByRole('option', { name: 'Its own number' }));
    const most = within(form).getByLabelText('Delegates per person here');
    await user.clear(most);
    await user.type(most, '4');
    await user.click(within(form).getByRole('button', { name: 'Save Austin' }));
    await waitFor(() => expect(server.sentTo('PUT', `/v1/policies/sites/${AUSTIN}`)).toEqual([{ policy: { bootstrap: false, max_delegates: 4 }, version: 3 }]));
  });

  it('of one site are saved one after another, and nobody is said to have been faster', async () => {
    let version = 3;
    const { user, server } = openPortal('/policies', (fake) => {
      fake.override = ({ method, path, body, version: base }) => {
        if (method === 'GET' && path === '/v1/sites') return { status: 200, body: sites.map((site) => (site.id === AUSTIN ? { ...site, version } : site)) };
        if (method !== 'PUT' || !path.includes(AUSTIN)) return undefined;
        if (base !== version) return refusal(412, 'outdated');
        version += 1;
        return { status: 200, body: { ...sites[1], ...(body as object), version } };
      };
    });
    const number = await screen.findByRole('form', { name: 'Callback number of Austin' });
    await user.type(within(number).getByLabelText('Fallback callback number'), '+1 512 555 0147');
    await user.click(within(number).getByRole('button', { name: 'Save the number of Austin' }));
    await waitFor(() => expect(version).toBe(4));
    await waitFor(() => expect(server.sent.filter(({ method, path }) => method === 'GET' && path === '/v1/sites').length).toBeGreaterThan(1));
    const form = screen.getByRole('form', { name: 'Austin' });
    await user.click(within(form).getByRole('button', { name: 'Save Austin' }));
    await waitFor(() => expect(version).toBe(5));
    expect(screen.queryByText(/somebody else/i)).toBeNull();
  });

  it('keep what was typed when somebody else was faster', async () => {
    let isFirst = true;
    const { user, server } = openPortal('/policies', (fake) => {
      fake.override = ({ method, path }) => {
        if (path !== '/v1/policies/account') return undefined;
        if (method === 'PUT' && isFirst) {
          isFirst = false;
          return refusal(412, 'outdated', 'Somebody changed this since you opened it; load it again.');
        }
        if (method === 'GET' && !isFirst) return { status: 200, body: { ...accountPolicy, policy: { ...policy, max_delegators: 5 }, version: 8 } };
        return undefined;
      };
    });
    const form = await screen.findByRole('form', { name: 'Whole organisation' });
    await user.click(within(form).getByRole('checkbox', { name: 'Delegation' }));
    await user.click(within(form).getByRole('button', { name: 'Save policies' }));
    expect(await within(form).findByText('5')).toBeInTheDocument();
    expect(within(form).getByRole('checkbox', { name: 'Delegation' })).not.toBeChecked();
    await expectAccessible();
    await user.click(within(form).getByRole('button', { name: 'Save policies' }));
    await waitFor(() => expect(server.sentTo('PUT', '/v1/policies/account')).toMatchObject([{ version: 7 }, { version: 8, policy: { delegation: false } }]));
  });
});

describe('alerts of emergency calls', () => {
  const alerts = `/v1/sites/${AUSTIN}/alerts`;

  it('name others by site, and show the secret of a new webhook once', async () => {
    const { user, server } = openPortal('/policies', (fake) => {
      fake.override = ({ method, path, body }) =>
        method === 'PUT' && path === alerts ? { status: 200, body: { ...(body as object), version: 1, secret: 'k7-once' } } : undefined;
    });
    const form = await screen.findByRole('form', { name: 'Alerts of Austin' });
    await user.type(within(form).getByLabelText(/^Also e-mail/), 'desk@harrier.example{Enter}guard@harrier.example');
    await user.type(within(form).getByLabelText(/^Webhook/), 'https://alarm.example/x');
    await user.click(within(form).getByRole('button', { name: 'Save alerts of Austin' }));
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByText('k7-once')).toBeInTheDocument();
    await expectAccessible();
    expect(server.sentTo('PUT', alerts)).toEqual([
      { emails: ['desk@harrier.example', 'guard@harrier.example'], webhook: 'https://alarm.example/x', new_secret: false, version: 0 },
    ]);
    await user.click(within(dialog).getByRole('button', { name: 'I have kept it' }));
    await waitFor(() => expect(screen.queryByText('k7-once')).toBeNull());
    await user.click(within(form).getByRole('checkbox', { name: 'Make a new secret' }));
    await user.click(within(form).getByRole('button', { name: 'Save alerts of Austin' }));
    await waitFor(() => expect(server.sentTo('PUT', alerts)).toMatchObject([{}, { new_secret: true, version: 1 }]));
  });

  it('say at the field what is wrong', async () => {
    const { user } = openPortal('/policies', (fake) => {
      fake.override = ({ method, path }) =>
        method === 'PUT' && path === alerts ? refusal(422, 'invalid', 'This is no e-mail address.', { field: 'emails[0]' }) : undefined;
    });
    const form = await screen.findByRole('form', { name: 'Alerts of Austin' });
    await user.type(within(form).getByLabelText(/^Also e-mail/), 'x');
    await user.click(within(form).getByRole('button', { name: 'Save alerts of Austin' }));
    expect((await within(form).findAllByText('This is no e-mail address.'))[0]).toBeVisible();
  });
});
