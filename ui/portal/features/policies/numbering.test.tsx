import { expectAccessible } from '@shared/test/render';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { DialOutcome } from '../../api/types';
import { AUSTIN, LEEDS, LONG_NAME, sites, users } from '../../test/data';
import { ok, refusal } from '../../test/fakeServer';
import { openPortal } from '../../test/render';

const numbering = `/v1/sites/${AUSTIN}/numbering`;
const dialTest = `/v1/sites/${LEEDS}/dial-test`;

describe('how people of a site dial', () => {
  it('is set with the country of the address at first, said at the field where it is wrong, and taken away', async () => {
    let attempts = 0;
    const { user, server } = openPortal('/policies', (fake) => {
      fake.override = ({ method, path, body }) => {
        if (method !== 'PUT' || path !== numbering) return undefined;
        attempts += 1;
        if (attempts === 1) return refusal(422, 'invalid', 'Write the area code with 1 to 6 digits, such as 113 or 0113.', { field: 'numbering.area_code' });
        const plan = (body as { numbering: object | null }).numbering;
        return ok({ ...sites[1], ...(plan === null ? {} : { numbering: { ...plan, area_code: '512' } }), version: 2 + attempts });
      };
    });
    const form = await screen.findByRole('form', { name: 'Numbers and dialling of Austin' });
    const isOn = within(form).getByRole('checkbox', { name: 'Read what is dialled by a numbering plan' });
    expect(isOn).not.toBeChecked();
    expect(within(form).queryByLabelText(/^Area code/)).toBeNull();
    await user.click(isOn);
    expect(within(form).getByRole('combobox', { name: 'Country of the numbers' })).toHaveValue('United States');
    const area = within(form).getByLabelText(/^Area code/);
    await user.type(area, 'Texas');
    await user.type(within(form).getByLabelText(/^Prefix for an outside line/), '9');
    await user.click(within(form).getByRole('button', { name: 'Save dialling of Austin' }));
    await waitFor(() => expect(area).toBeInvalid());
    expect(area).toHaveAccessibleDescription(/such as 113 or 0113/);
    await expectAccessible();
    await user.clear(area);
    await user.type(area, '(512)');
    await user.click(within(form).getByRole('button', { name: 'Save dialling of Austin' }));
    // What is kept is shown.
    await waitFor(() => expect(area).toHaveValue('512'));
    await user.click(isOn);
    await user.click(within(form).getByRole('button', { name: 'Save dialling of Austin' }));
    await waitFor(() =>
      expect(server.sentTo('PUT', numbering)).toEqual([
        { numbering: { country: 'US', area_code: 'Texas', outside_prefix: '9' }, version: 3 },
        { numbering: { country: 'US', area_code: '(512)', outside_prefix: '9' }, version: 3 },
        { numbering: null, version: 4 },
      ]),
    );
  });

  it('keeps what was typed when somebody else was faster', async () => {
    let isFirst = true;
    const { user, server } = openPortal('/policies', (fake) => {
      fake.override = ({ method, path }) => {
        if (method === 'PUT' && path === numbering && isFirst) {
          isFirst = false;
          return refusal(412, 'outdated', 'Somebody changed this since you opened it; load it again.');
        }
        if (method === 'GET' && path === `/v1/sites/${AUSTIN}`) return ok({ ...sites[1], numbering: { country: 'US', area_code: '737' }, version: 9 });
        return undefined;
      };
    });
    const form = await screen.findByRole('form', { name: 'Numbers and dialling of Austin' });
    await user.click(within(form).getByRole('checkbox'));
    await user.type(within(form).getByLabelText(/^Area code/), '512');
    await user.click(within(form).getByRole('button', { name: 'Save dialling of Austin' }));
    expect(await within(form).findByText('737')).toBeVisible();
    expect(within(form).getByLabelText(/^Area code/)).toHaveValue('512');
    await user.click(within(form).getByRole('button', { name: 'Save dialling of Austin' }));
    await waitFor(() => expect(server.sentTo('PUT', numbering)).toMatchObject([{ version: 3 }, { numbering: { area_code: '512' }, version: 9 }]));
  });
});

describe('what would happen if a phone dialled something', () => {
  const owner = { who: { kind: 'user' as const, id: users[2]?.id ?? '' }, name: LONG_NAME };
  const cases: [string, DialOutcome, RegExp][] = [
    ['9112', { outcome: 'emergency_call', number: '112' }, /Emergency call.*112 is called at once/],
    ['933', { outcome: 'emergency_test', number: '933' }, /Emergency test.*933 calls nobody/],
    ['4960212', { outcome: 'line', number: '+441134960212', shown: '+44 113 496 0212', owner, by_extension: false }, /Line of .*\+44 113 496 0212 rings everybody/],
    ['204', { outcome: 'line', number: '+441134960212', shown: '+44 113 496 0212', owner, by_extension: true }, /Line of .*Extension 204/],
    ['*73', { outcome: 'feature_code', message: 'Sends all calls of whoever dials it on no longer.' }, /Feature code.*Sends all calls/],
    ['205', { outcome: 'telephones', number: '205', owner, ringing: 2 }, /Phones of .*205: 2 phones ring/],
    ['020 7946 0018', { outcome: 'outside', number: '+442079460018', shown: '+44 20 7946 0018' }, /Outside.*asked for \+442079460018 \(\+44 20 7946 0018\)/],
    ['118118', { outcome: 'outside', number: '118118' }, /Outside.*asked for 118118/],
    ['Ann', { outcome: 'impossible', why: 'not_a_number', message: 'Use digits, * and #.' }, /Nobody would be reached.*Use digits/],
  ];

  it.each(cases)('says it for %s', async (dialled, outcome, says) => {
    const { user, server } = openPortal('/policies', (fake) => {
      fake.override = ({ path }) => (path === dialTest ? ok(outcome) : undefined);
    });
    const field = await screen.findByLabelText('What if a phone of Leeds dialled …');
    const answers = within(field.closest('div')?.parentElement ?? document.body).getByRole('status');
    expect(answers).toHaveTextContent('Type a number as somebody would dial it');
    await user.type(field, dialled);
    await waitFor(() => expect(answers).toHaveTextContent(says));
    expect(server.sentTo('POST', dialTest)).toEqual([{ dialled }]);
    await user.clear(field);
    expect(answers).toHaveTextContent('Type a number as somebody would dial it');
  });

  it('says when it could not be found out, and asks again', async () => {
    let fails = true;
    const { user } = openPortal('/policies', (fake) => {
      fake.override = ({ path }) => {
        if (path !== dialTest) return undefined;
        return fails ? refusal(503, 'unavailable', 'The switchboard has stopped.') : ok({ outcome: 'outside', number: '118118' });
      };
    });
    await user.type(await screen.findByLabelText('What if a phone of Leeds dialled …'), '118118');
    const again = await screen.findByRole('button', { name: 'Try again' });
    fails = false;
    await expectAccessible();
    await user.click(again);
    expect(await screen.findByText(/asked for 118118/)).toBeVisible();
  });
});
