import { expectAccessible } from '@shared/test/render';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { refusal } from '../../test/fakeServer';
import { asksReception, delegation, phones, reception } from '../../test/lines';
import { FakeStream, openPortal } from '../../test/render';

const [first] = phones as [(typeof phones)[0]];
const path = `/users/phones/${first.id}`;

describe('common area phones', () => {
  it('are listed as the address bar says', async () => {
    const { server } = openPortal('/users/phones?q=recep&page=nonsense');
    expect(await screen.findByRole('link', { name: 'Reception' })).toBeInTheDocument();
    await expectAccessible();
    const asked = server.sent.find(({ path: to }) => to === '/v1/phones');
    expect(Object.fromEntries(asked?.query ?? [])).toEqual({ q: 'recep', offset: '0', limit: '50' });
  });

  it('are none at first, and it says what they are for', async () => {
    openPortal('/users/phones', ({ lines }) => {
      lines.phones = [];
    });
    expect(await screen.findByText('No common area phone yet')).toBeInTheDocument();
    await expectAccessible();
  });

  it('are added, and what is wrong stands beside its field', async () => {
    const { user, server } = openPortal('/users/phones', (fake) => {
      fake.override = ({ method, path: to }) =>
        method === 'POST' && to === '/v1/phones' ? refusal(422, 'invalid', 'Dana Okafor has this extension.', { field: 'extension' }) : undefined;
    });
    await user.click(await screen.findByRole('button', { name: 'Add a phone' }));
    const dialog = await screen.findByRole('dialog');
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    expect(within(dialog).getByText('Name is needed')).toBeInTheDocument();
    expect(within(dialog).getByText('Site is needed')).toBeInTheDocument();
    await user.type(within(dialog).getByLabelText('Name'), 'Lobby');
    await user.click(within(dialog).getByRole('button', { name: /Site/ }));
    await user.click(await screen.findByRole('option', { name: 'Leeds' }));
    await user.type(within(dialog).getByLabelText(/Extension/), '202');
    await user.type(within(dialog).getByLabelText(/MAC/), '00:1b:21:a7:00:09');
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(within(dialog).getByLabelText(/Extension/)).toHaveAccessibleDescription(/Dana Okafor has this extension/));
    expect(server.sentTo('POST', '/v1/phones')).toMatchObject([{ name: 'Lobby', extension: '202', mac: '00:1b:21:a7:00:09' }]);
    await expectAccessible();
  });
});

describe('one common area phone', () => {
  it('has its requests answered by an administrator', async () => {
    const { user, server } = openPortal(path, ({ lines }) => {
      lines.delegations = [asksReception];
    });
    await expectAccessible(await screen.findByRole('list', { name: 'Requests' }));
    await user.click(screen.getByRole('button', { name: 'Accept the request of Priya Shah' }));
    expect(await within(await screen.findByRole('list', { name: 'Acts on the lines of' })).findByRole('link', { name: 'Priya Shah' })).toBeInTheDocument();
    expect(server.sent.find(({ path: to }) => to.endsWith('/accept'))?.version).toBe(1);
  });

  it('follows what others do', async () => {
    const { server } = openPortal(path, ({ lines }) => {
      lines.delegations = [asksReception];
    });
    await screen.findByRole('list', { name: 'Requests' });
    server.lines.delegations = [];
    FakeStream.last?.send({ seq: 2, change: 'put', entity: { kind: 'shared_lines', value: { changed_at: new Date().toISOString() } } });
    expect(await screen.findByText('It acts on nobody’s lines')).toBeInTheDocument();
  });

  it('keeps what was typed when somebody else was faster, and applies it to the new state', async () => {
    let isFirst = true;
    const { user, server } = openPortal(path, (fake) => {
      fake.override = ({ method }) => {
        if (method !== 'PUT' || !isFirst) return undefined;
        isFirst = false;
        fake.lines.phones = [{ ...first, name: 'Front desk', version: 4 }];
        return refusal(412, 'outdated', 'Marcus Delgado changed this since you opened it.');
      };
    });
    await user.click(await screen.findByRole('button', { name: 'Edit' }));
    const dialog = await screen.findByRole('dialog');
    await user.clear(within(dialog).getByLabelText(/Extension/));
    await user.type(within(dialog).getByLabelText(/Extension/), '150');
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    expect(await within(dialog).findByText(/Marcus Delgado changed this/)).toBeInTheDocument();
    expect(await within(dialog).findByText('Front desk')).toBeInTheDocument();
    await expectAccessible();
    expect(within(dialog).getByLabelText(/Extension/)).toHaveValue('150');
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(server.sentTo('PUT', `/v1/phones/${first.id}`)).toHaveLength(2));
    expect(server.sentTo('PUT', `/v1/phones/${first.id}`)).toMatchObject([{ extension: '150', version: 3 }, { extension: '150', version: 4 }]);
  });

  it('is deleted only after it was said what that means', async () => {
    const { user, server } = openPortal(path, ({ lines }) => {
      lines.delegations = [delegation(76, { state: 'active', since: new Date().toISOString(), delegate: reception })];
    });
    await user.click(await screen.findByRole('button', { name: 'Delete' }));
    const asked = await screen.findByRole('alertdialog');
    expect(asked).toHaveTextContent('1 delegation or request ends with it. Its number becomes free.');
    await user.click(within(asked).getByRole('button', { name: 'Delete' }));
    expect(await screen.findByText('Reception was deleted.')).toBeInTheDocument();
    expect(server.sent.find(({ method }) => method === 'DELETE')?.version).toBe(3);
  });
});
