import { expectAccessible } from '@shared/test/render';
import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { refusal } from '../../test/fakeServer';
import { openPortal } from '../../test/render';
import { authorizeRequest } from './authorizeRequest';

const request =
  '?response_type=code&client_id=roamline-desktop&redirect_uri=http%3A%2F%2F127.0.0.1%3A4100%2Fcb&state=1e5&code_challenge=0123&code_challenge_method=S256';

describe('signing in', () => {
  it('is asked for at any address, and goes on where the person wanted to', async () => {
    const { user, router, server } = openPortal('/devices', (fake) => {
      fake.me = null;
    });
    await user.type(await screen.findByLabelText('E-mail address'), 'ada@harrier.example');
    await user.type(screen.getByLabelText('Password'), 'correct horse battery');
    await expectAccessible();
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
    expect(await screen.findByRole('heading', { name: 'Devices' })).toBeInTheDocument();
    expect(router.state.location.pathname).toBe('/devices');
    expect(server.sentTo('POST', '/v1/session')).toEqual([{ email: 'ada@harrier.example', password: 'correct horse battery' }]);
  });

  it('asks the server only when both fields are filled in', async () => {
    const { user, server } = openPortal('/', (fake) => {
      fake.me = null;
    });
    await user.click(await screen.findByRole('button', { name: 'Sign in' }));
    expect(screen.getByText('E-mail address is needed')).toBeInTheDocument();
    expect(screen.getByText('Password is needed')).toBeInTheDocument();
    expect(server.sentTo('POST', '/v1/session')).toEqual([]);
  });

  it.each([
    [refusal(401, 'wrong_credentials'), /The e-mail address or the password is wrong/],
    [refusal(429, 'too_many_requests', 'Slow down.', {}, { 'Retry-After': '90' }), /Wait 2 minutes, then try again/],
    [refusal(429, 'too_many_requests', 'Slow down.', {}, { 'Retry-After': '12' }), /Wait 12 seconds, then try again/],
  ])('says why it was refused', async (answer, words) => {
    const { user } = openPortal('/', (fake) => {
      fake.me = null;
      fake.override = ({ method }) => (method === 'POST' ? answer : undefined);
    });
    await user.type(await screen.findByLabelText('E-mail address'), 'ada@harrier.example');
    await user.type(screen.getByLabelText('Password'), 'wrong{Enter}');
    expect(await screen.findByText(words)).toBeInTheDocument();
    expect(screen.getByLabelText('Password')).toHaveValue('');
  });

  it('comes back when the session has ended, whichever request finds out', async () => {
    const { user, server } = openPortal('/emergency');
    await screen.findByRole('heading', { name: 'Emergency' });
    server.me = null;
    await user.click(screen.getByRole('link', { name: /Users/ }));
    expect(await screen.findByRole('heading', { name: 'Sign in' })).toBeInTheDocument();
  });
});

describe('signing in a native client', () => {
  it('says as whom, passes on the request as it came, and goes to where the server says', async () => {
    const assign = vi.fn();
    vi.stubGlobal('location', { ...window.location, assign });
    const { user, server } = openPortal(`/oauth/authorize${request}`);
    expect(await screen.findByRole('heading', { name: /as Ada Whitfield/ })).toBeInTheDocument();
    await expectAccessible();
    await user.click(screen.getByRole('button', { name: 'Continue' }));
    await waitFor(() => expect(assign).toHaveBeenCalledWith('http://127.0.0.1:5/cb?code=c&state=s'));
    expect(server.sentTo('POST', '/oauth/authorize')).toEqual([
      {
        response_type: 'code',
        client_id: 'roamline-desktop',
        redirect_uri: 'http://127.0.0.1:4100/cb',
        state: '1e5',
        code_challenge: '0123',
        code_challenge_method: 'S256',
      },
    ]);
    vi.unstubAllGlobals();
  });

  it('lets another account in', async () => {
    const { user, server } = openPortal(`/oauth/authorize${request}`);
    await user.click(await screen.findByRole('button', { name: 'Use another account' }));
    expect(await screen.findByRole('heading', { name: 'Sign in' })).toBeInTheDocument();
    expect(server.sentTo('DELETE', '/v1/session')).toHaveLength(1);
  });

  it('shows what the server has against the request', async () => {
    const { user } = openPortal(`/oauth/authorize${request}`, (fake) => {
      fake.override = ({ path }) =>
        path === '/oauth/authorize' ? refusal(400, 'invalid', 'The redirect address must be on this computer.', { field: 'redirect_uri' }) : undefined;
    });
    await user.click(await screen.findByRole('button', { name: 'Continue' }));
    expect(await screen.findByText(/The redirect address must be on this computer/)).toBeInTheDocument();
  });

  it('does not ask for an incomplete or doubled request', async () => {
    expect(authorizeRequest(request)).not.toBeNull();
    expect(authorizeRequest(`${request}&state=2`)).toBeNull();
    expect(authorizeRequest('?response_type=code')).toBeNull();
    openPortal('/oauth/authorize?response_type=code');
    expect(await screen.findByText('This sign-in link is incomplete')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Continue' })).not.toBeInTheDocument();
  });
});
