import { expectAccessible } from '@shared/test/render';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { DeviceReadiness, OwnerReadiness, ReadinessOverview, WiremapGaps } from '../../api/types';
import { ago, AUSTIN, id, LEEDS, LONG_NAME } from '../../test/data';
import { done, type FakeServer, ok } from '../../test/fakeServer';
import { openPortal } from '../../test/render';

const laptop: DeviceReadiness = { id: id(500), name: 'Laptop', is_desk_phone: false, readiness: 'settled', rung: 'confirmed_location', lacking: [], label: '4th floor', since: ago(60) };
const owner = (number: number, name: string, rest: Partial<OwnerReadiness>): OwnerReadiness => ({
  owner: { kind: 'user', id: id(number) },
  name,
  site: LEEDS,
  site_name: 'Leeds',
  readiness: 'settled',
  devices: [laptop],
  ...rest,
});
const overview: ReadinessOverview = {
  emergency_trunks: 'usable',
  sites: [
    { site: AUSTIN, name: 'Austin', lacks_callback_number: true, counts: [{ readiness: 'settled', owners: 2 }] },
    { site: LEEDS, name: 'Leeds', lacks_callback_number: false, counts: [{ readiness: 'settled', owners: 1 }, { readiness: 'unknown_network', owners: 1 }, { readiness: 'no_device', owners: 1 }] },
  ],
  owners: {
    total: 3,
    offset: 0,
    items: [
      owner(510, 'Reception', { owner: { kind: 'phone', id: id(510) }, readiness: 'no_device', devices: [] }),
      owner(511, LONG_NAME, {
        readiness: 'unknown_network',
        devices: [
          { ...laptop, readiness: 'unknown_network', rung: 'site_default', label: 'Leeds', since: null },
          { ...laptop, id: id(501), name: 'Desk', is_desk_phone: true, readiness: 'not_seen', rung: null, lacking: ['address', 'callback_number'], label: null, since: null },
        ],
      }),
      owner(512, 'Ada Whitfield', { devices: [{ ...laptop, label: null }] }),
    ],
  },
};
const gaps: WiremapGaps = {
  unknown: [
    {
      suggested_rules: [
        { kind: 'bssid', bssid: '00:12:f0:a0:80:e2', prefix_bits: 48 },
        { kind: 'gateway_mac', mac: '00:1b:21:00:00:05' },
      ],
      ssid: 'harrier-guests',
      people: 4,
      last_at: ago(10),
    },
  ],
  contested: [
    {
      evidence: [{ kind: 'gateway_mac', mac: '00:1b:21:00:00:14' }],
      locations: [
        { location: id(601), path: ['Leeds', 'North'] },
        { location: id(602), path: ['Leeds', 'South'] },
      ],
      people: 1,
    },
  ],
  unreached: [{ location: id(603), path: ['Leeds', 'North', 'Attic'] }],
};
const shaped = (fake: FakeServer) => {
  fake.override = ({ method, path, body }) => {
    if (path === '/v1/readiness') return ok(overview);
    if (path === '/v1/wiremap/gaps') return ok(gaps);
    if (path.endsWith('/ask-again')) return done;
    if (method === 'POST' && path.endsWith('/rules')) return ok(body);
    return undefined;
  };
};

describe('who is settled', () => {
  it('leads with one statement, counts each site, and says where each device is', async () => {
    openPortal('/emergency-dashboard', shaped);
    expect(await screen.findByText('3 of 5')).toBeInTheDocument();
    expect(screen.getByText('This site has no fallback callback number: Austin')).toBeInTheDocument();
    const austin = screen.getByRole('list', { name: 'Counts of Austin' });
    expect(within(austin).getByRole('link', { name: '2 settled' })).toBeInTheDocument();
    const [, reception, long, ada] = within(screen.getByRole('grid', { name: 'People and rooms' })).getAllByRole('row') as HTMLElement[];
    expect(reception).toHaveTextContent(/Leeds, common area.*no device.*There is no desk phone/);
    expect(long).toHaveTextContent(/Laptop.*Leeds, the address of the site.*Desk, desk phone.*Not registered/);
    expect(ada).toHaveTextContent(/A place of their own/);
    const file = screen.getByRole('link', { name: 'Export as CSV' });
    expect(file).toHaveAttribute('href', '/v1/readiness/export');
    await expectAccessible();
  });

  it.each([
    ['none', 'No trunk leads to the emergency services'],
    ['out_of_order', 'No trunk to the emergency services takes calls now'],
  ] as const)('says first where emergency calls have no way out of their own: %s', async (trunks, said) => {
    openPortal('/emergency-dashboard', (fake) => {
      fake.override = ({ path }) => (path === '/v1/readiness' ? ok({ ...overview, emergency_trunks: trunks }) : undefined);
    });
    expect(await screen.findByText(said)).toBeInTheDocument();
    await expectAccessible();
  });

  it('is narrowed by a count, a name and a status, all in the address bar, and so is the file', async () => {
    const { user, server } = openPortal('/emergency-dashboard', shaped);
    const leeds = await screen.findByRole('list', { name: 'Counts of Leeds' });
    await user.click(within(leeds).getByRole('link', { name: '1 on an unknown network' }));
    const asked = () => Object.fromEntries(server.sent.filter(({ path }) => path === '/v1/readiness').at(-1)?.query ?? []);
    await waitFor(() => expect(asked()).toMatchObject({ site: LEEDS, readiness: 'unknown_network' }));
    expect(screen.getByRole('link', { name: 'Export as CSV' })).toHaveAttribute('href', `/v1/readiness/export?site=${LEEDS}&readiness=unknown_network`);
    await user.type(screen.getByRole('searchbox', { name: 'Search names' }), 'wolf');
    await waitFor(() => expect(asked()).toMatchObject({ search: 'wolf', readiness: 'unknown_network' }));
    await user.click(screen.getByRole('button', { name: /on an unknown network/ }));
    await user.click(await screen.findByRole('option', { name: 'All' }));
    await waitFor(() => expect(asked()).not.toHaveProperty('readiness'));
  });

  it('asks somebody again after a question, and no room', async () => {
    const { user, server } = openPortal('/emergency-dashboard', shaped);
    await user.click(await screen.findByRole('button', { name: `Ask ${LONG_NAME} again` }));
    expect(screen.queryByRole('button', { name: 'Ask Reception again' })).not.toBeInTheDocument();
    const dialog = await screen.findByRole('alertdialog');
    await user.click(within(dialog).getByRole('button', { name: 'Ask for the location again' }));
    await waitFor(() => expect(server.sentTo('POST', `/v1/users/${id(511)}/ask-again`)).toHaveLength(1));
    await waitFor(() => expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument());
  });
});

describe('gaps in the wiremap', () => {
  it('shows what does not find each other, with the way to mend it', async () => {
    const { user, server } = openPortal('/emergency-dashboard/gaps', shaped);
    expect(await screen.findByText('Wireless network harrier-guests')).toBeInTheDocument();
    expect(screen.getByText('4 people')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Leeds › South' })).toHaveAttribute('href', `/locations?node=${id(602)}`);
    expect(screen.getByRole('link', { name: 'Leeds › North › Attic' })).toBeInTheDocument();
    await expectAccessible();

    await user.click(screen.getByRole('button', { name: 'Add rule' }));
    const dialog = await screen.findByRole('dialog', { name: 'Where is this? Wireless network harrier-guests' });
    await user.click(within(dialog).getByRole('button', { name: 'Add rule' }));
    expect(await within(dialog).findByText('Choose the location where this network is.')).toBeInTheDocument();
    expect(server.sent.some(({ method }) => method === 'POST')).toBe(false);
    await user.click(within(dialog).getByRole('radio', { name: /00:1b:21:00:00:05/ }));
    await user.type(within(dialog).getByRole('combobox', { name: 'Location' }), 'floor');
    await user.click(await screen.findByRole('option', { name: /^Leeds › Mill House › 4th floor\b(?! ›)/ }));
    await user.click(within(dialog).getByRole('button', { name: 'Add rule' }));
    await waitFor(() => {
      const sent = server.sent.find(({ method, path }) => method === 'POST' && path.endsWith('/rules'));
      expect(sent?.body).toEqual({ evidence: { kind: 'gateway_mac', mac: '00:1b:21:00:00:05' } });
    });
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  });

  it('says so where nothing is lacking', async () => {
    openPortal('/emergency-dashboard/gaps', (fake) => {
      fake.override = ({ path }) => (path === '/v1/wiremap/gaps' ? ok({ unknown: [], contested: [], unreached: [] }) : undefined);
    });
    expect(await screen.findByText('No unknown networks')).toBeInTheDocument();
    expect(screen.getAllByText('None.')).toHaveLength(2);
  });
});
