import { expectAccessible } from '@shared/test/render';
import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Device, DeviceLocation, Encounter } from '../../../api/types';
import { devices, locations, me, personal, rules } from '../../../test/data';
import { type FakeServer, refusal } from '../../../test/fakeServer';
import { FakeStream, openPortal } from '../../../test/render';

const laptop = devices[0] as Device & { location: DeviceLocation };
const [rule] = rules;
const floor = { ...laptop.location.places[0], label: 'Leeds, 4th floor' } as DeviceLocation['places'][number];
const fifth = { ...floor, place: { at: 'company' as const, location: locations[4]?.id ?? '' }, label: 'Leeds, 5th floor' };
const match = (place: typeof floor) => ({
  location: place.place.at === 'company' ? place.place.location : '',
  rule: rule?.id ?? '',
  rank: 'public_ip' as const,
  evidence: { kind: 'public_ip' as const, public: '203.0.113.7/32' },
  updated_at: laptop.signed_in_at,
});
const path = `/emergency/choose?device=${laptop.id}`;
const report = `/v1/devices/${laptop.id}/report`;

/** The laptop meets this. */
function meets(encounter: Encounter, shape: (server: FakeServer) => void = () => undefined) {
  return (server: FakeServer) => {
    server.devices = [{ ...laptop, location: { ...laptop.location, encounter, places: [floor, fifth] } }];
    server.override = ({ method, path: asked, body }) =>
      method === 'POST' && asked === report ? { status: 200, body: { report: { report: body }, device: laptop } } : undefined;
    shape(server);
  };
}

const confirm: Encounter = { encounter: 'confirm', match: match(floor) };
const add: Encounter = { encounter: 'add', portable: false };
const press = (name: string | RegExp) => screen.findByRole('button', { name });

describe('choosing where a device is', () => {
  it('asks to confirm what is suggested, and leads back to the device', async () => {
    const { user, server, router } = openPortal(path, meets(confirm));
    expect(await screen.findByRole('heading', { level: 1, name: 'Where is Ada’s laptop?' })).toBeVisible();
    expect(screen.getByRole('heading', { level: 2, name: /^Are you at Leeds, 4th floor/ })).toBeVisible();
    expect(screen.getByText('Network harrier.example')).toBeVisible();
    await expectAccessible();
    await user.click(await press('Yes, I am here'));
    await waitFor(() => expect(router.state.location.pathname).toBe('/emergency'));
    expect(server.sentTo('POST', report)).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        stay: laptop.location.stay,
        choice: { kind: 'confirm', location: locations[2]?.id },
        answered: locations[2]?.id,
        portable: false,
      },
    ]);
    expect(await screen.findByText('Thank you. Emergency calls now carry this address.')).toBeVisible();
  });

  it('chooses none of several beforehand', async () => {
    const { user, server } = openPortal(path, meets({ encounter: 'choose', candidates: [match(floor), match(fifth)] }));
    expect(await press('I am here')).toBeDisabled();
    await user.click(screen.getByRole('radio', { name: 'Leeds, 5th floor' }));
    await user.click(await press('I am here'));
    await waitFor(() =>
      expect(server.sentTo('POST', report)).toMatchObject([{ choice: { kind: 'confirm', location: locations[4]?.id } }]),
    );
  });

  it('leads to other places and back, and the focus goes along', async () => {
    const { user } = openPortal(path, meets(confirm));
    await user.click(await press('Somewhere else'));
    expect(screen.getByRole('heading', { name: 'Where are you now?' })).toHaveFocus();
    await expectAccessible();
    await user.click(await press('Back'));
    expect(screen.getByRole('heading', { name: /^Are you at/ })).toHaveFocus();
  });

  it('takes a saved place, on a network that travels', async () => {
    const { user, server } = openPortal(path, meets(add));
    await user.click(await screen.findByRole('checkbox', { name: /travels with me/ }));
    await user.click(await press(/^Home/));
    await waitFor(() =>
      expect(server.sentTo('POST', report)).toMatchObject([
        { choice: { kind: 'saved_personal_location', personal: personal[0]?.id }, portable: true },
      ]),
    );
  });

  it('finds a place of the organisation and proposes it', async () => {
    const { user, server } = openPortal(path, meets(add));
    await user.type(await screen.findByRole('combobox', { name: 'Find a place' }), '5th');
    await user.click(await screen.findByRole('option', { name: /5th floor/ }));
    await user.click(await press('I am here'));
    await waitFor(() =>
      expect(server.sentTo('POST', report)).toMatchObject([
        { choice: { kind: 'bind_company_location', location: locations[4]?.id, proposal: expect.any(String) } },
      ]),
    );
    expect(await screen.findByText(/while an administrator reviews it/)).toBeVisible();
  });

  it('adds an address once it is whole, and says the same again after a lost answer', async () => {
    let isLost = true;
    const { user, server } = openPortal(
      path,
      meets(add, (fake) => {
        const taken = fake.override;
        fake.override = (sent) => (isLost && sent.path === report ? refusal(503, 'unavailable') : taken(sent));
      }),
    );
    await user.click(await press('Add a new address'));
    await user.click(await press('Use this address'));
    expect(screen.getByText('Street is needed')).toBeVisible();
    await expectAccessible();
    await user.type(screen.getByLabelText('Name'), 'Cottage');
    await user.type(screen.getByLabelText('Street'), 'Shore Road');
    await user.type(screen.getByLabelText('Town'), 'Whitby');
    await user.type(screen.getByLabelText('Postcode'), 'YO21 3PU');
    await user.click(await press('Use this address'));
    expect(await screen.findByText(/The server cannot answer now/)).toBeVisible();
    isLost = false;
    await user.click(await press('Use this address'));
    await waitFor(() => expect(server.sentTo('POST', report)).toHaveLength(2));
    const [first, second] = server.sentTo('POST', report);
    expect(second).toEqual(first);
    expect(first).toMatchObject({ choice: { kind: 'new_personal_location', name: 'Cottage', address: { rd: 'Shore Road' } } });
  });

  it('offers only what the policies allow', async () => {
    openPortal(
      path,
      meets(add, (fake) => {
        fake.me = { ...me, policy: { ...me.policy, bootstrap: false } };
      }),
    );
    expect(await screen.findByText(/Administrators keep your organisation's places/)).toBeVisible();
    expect(screen.queryByRole('combobox')).toBeNull();
  });

  it('says so where policy leaves nothing', async () => {
    openPortal(
      path,
      meets(add, (fake) => {
        fake.me = { ...me, policy: { ...me.policy, bootstrap: false, personal_locations: false } };
      }),
    );
    expect(await screen.findByText('Only administrators can say where this network is')).toBeVisible();
  });

  it('becomes another question when the device moves on', async () => {
    const { user } = openPortal(
      path,
      meets(confirm, (fake) => {
        fake.override = ({ path: asked }) => (asked === report ? refusal(409, 'outdated') : undefined);
      }),
    );
    await user.click(await press('Yes, I am here'));
    expect(await screen.findByText(/has moved to another network since/)).toBeVisible();
    const moved = { ...laptop, location: { ...laptop.location, stay: crypto.randomUUID(), encounter: add, places: [] } };
    act(() => FakeStream.last?.send({ seq: 2, change: 'put', entity: { kind: 'device', value: moved } }));
    expect(await screen.findByRole('heading', { name: 'Where are you now?' })).toBeVisible();
  });

  it.each([
    ['/emergency/choose', 'This is no device of yours'],
    [`/emergency/choose?device=${crypto.randomUUID()}`, 'This is no device of yours'],
    [`/emergency/choose?device=${devices[1]?.id ?? ''}`, 'This device has not told its network yet'],
  ])('says why there is nothing to choose: %s', async (address, words) => {
    openPortal(address);
    expect(await screen.findByRole('heading', { name: words })).toBeVisible();
    await expectAccessible();
  });

  it('is reached from the statement of the device, and says what is settled', async () => {
    const { user } = openPortal('/emergency');
    const list = within(await screen.findByRole('list', { name: 'Your devices' }));
    await user.click(list.getByRole('link', { name: 'I am somewhere else, with Ada’s laptop' }));
    expect(await screen.findByText('Leeds, 4th floor')).toBeVisible();
    expect(screen.getByRole('heading', { name: 'Where are you now?' })).toBeVisible();
  });

  it('waits behind the sign-in, and opens exactly there', async () => {
    const { user, router } = openPortal(path, (fake) => {
      fake.me = null;
    });
    await user.type(await screen.findByLabelText('E-mail address'), 'ada@harrier.example');
    await user.type(screen.getByLabelText('Password'), 'correct horse battery{Enter}');
    expect(await screen.findByRole('heading', { name: 'Where is Ada’s laptop?' })).toBeVisible();
    expect(router.state.location.href).toBe(path);
  });
});
