import { screen } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { expectAccessible, show } from '../test/render';
import { AddressForm } from './AddressForm';
import { AddressLines } from './AddressLines';
import { type Address, type AddressForms, addressLines, missingElements, tidyAddress } from './address';

const forms: AddressForms = {
  codes: ['DE', 'GB', 'NZ'],
  countries: [
    {
      code: 'GB',
      fields: [
        { element: 'hno', label: 'house_number', required: true, width: 'short' },
        { element: 'rd', label: 'street', required: true, width: 'long' },
        { element: 'a3', label: 'town', required: true, width: 'medium' },
        { element: 'pc', label: 'postcode', required: true, width: 'short' },
        { element: 'flr', label: 'floor', required: false, width: 'short' },
      ],
      lines: [['flr', ', ', 'bld'], ['hno', ' ', 'rd'], ['a3'], ['pc']],
    },
    {
      code: 'DE',
      fields: [
        { element: 'rd', label: 'street', required: true, width: 'long' },
        { element: 'hno', label: 'house_number', required: true, width: 'short' },
        { element: 'pc', label: 'postal_code', required: true, width: 'short' },
        { element: 'a3', label: 'city', required: true, width: 'medium' },
      ],
      lines: [
        ['rd', ' ', 'hno'],
        ['pc', ' ', 'a3'],
      ],
    },
  ],
  generic: {
    fields: [{ element: 'a3', label: 'city', required: true, width: 'medium' }],
    lines: [['a3']],
  },
};

const leeds: Address = { country: 'GB', hno: '12', rd: 'Mill Lane', a3: 'Leeds', pc: 'LS1 4DY', flr: '4th floor' };

function Form({ first, errors = {} }: { first: Address; errors?: Record<string, string> }) {
  const [address, setAddress] = useState(first);
  return (
    <>
      <AddressForm value={address} onChange={setAddress} errors={errors} forms={forms} />
      <output>{JSON.stringify(address)}</output>
    </>
  );
}

const labels = () => screen.getAllByRole('textbox').map((field) => field.closest('div')?.querySelector('label')?.textContent);
const value = () => JSON.parse(screen.getByRole('status').textContent) as Address;

describe('AddressForm', () => {
  it('asks for the fields of the country, in its order and words', async () => {
    show(<Form first={leeds} />);
    expect(labels()).toEqual(['House number', 'Street', 'Town', 'Postcode', 'Floor (optional)']);
    await expectAccessible();
  });

  it('changes its fields with the country and keeps what was typed', async () => {
    const { user } = show(<Form first={leeds} />);
    const country = screen.getByRole('combobox', { name: 'Country' });
    expect(country).toHaveValue('United Kingdom');
    await user.clear(country);
    await user.type(country, 'germ');
    await user.click(await screen.findByRole('option', { name: 'Germany' }));
    expect(labels()).toEqual(['Street', 'House number', 'Postal code', 'City']);
    expect(value()).toMatchObject({ country: 'DE', rd: 'Mill Lane', hno: '12' });
  });

  it('uses the general form for a country without one of its own', () => {
    show(<Form first={{ country: 'NZ' }} />);
    expect(labels()).toEqual(['City']);
  });

  it('asks for nothing but the country until it is chosen', () => {
    show(<Form first={{ country: '' }} />);
    expect(screen.queryByRole('textbox')).toBeNull();
  });

  it('says what is wrong at the field that it is about', async () => {
    show(<Form first={leeds} errors={{ pc: 'This postcode is in another town' }} />);
    const postcode = screen.getByRole('textbox', { name: 'Postcode' });
    expect(postcode).toBeInvalid();
    expect(postcode).toHaveAccessibleDescription('This postcode is in another town');
    expect(screen.getByRole('textbox', { name: 'Street' })).not.toBeInvalid();
    await expectAccessible();
  });

  it('hands over what is typed', async () => {
    const { user } = show(<Form first={{ country: 'NZ' }} />);
    await user.type(screen.getByRole('textbox', { name: 'City' }), 'Nelson');
    expect(value()).toEqual({ country: 'NZ', a3: 'Nelson' });
  });
});

describe('an address', () => {
  it('is written as its country writes it', () => {
    expect(addressLines(leeds, forms)).toEqual(['4th floor', '12 Mill Lane', 'Leeds', 'LS1 4DY']);
    expect(addressLines({ country: 'DE', rd: 'Torstraße', hno: '140', pc: '10119', a3: 'Berlin' }, forms)).toEqual([
      'Torstraße 140',
      '10119 Berlin',
    ]);
  });

  it('prints a separator only between two elements that are there', () => {
    expect(addressLines({ country: 'GB', bld: 'Mill House', a3: 'Leeds' }, forms)).toEqual(['Mill House', 'Leeds']);
    expect(addressLines({ country: 'GB', flr: '4', bld: 'Mill House' }, forms)).toEqual(['4, Mill House']);
    expect(addressLines({ country: 'GB', flr: '  ' }, forms)).toEqual([]);
    expect(addressLines({ country: 'GB', a3: 'Leeds', lmk: 'Behind the mill', a5: ' ', pcn: 'Holbeck' }, forms)).toEqual([
      'Leeds',
      'Behind the mill, Holbeck',
    ]);
  });

  it('knows what it lacks', () => {
    expect(missingElements({ country: 'GB', hno: '12', rd: ' ' }, forms).map(({ element }) => element)).toEqual(['rd', 'a3', 'pc']);
    expect(missingElements(leeds, forms)).toEqual([]);
  });

  it('is sent without what the country does not ask for', () => {
    expect(tidyAddress({ ...leeds, country: 'DE', pc: ' ', a3: ' Leeds ' }, forms)).toEqual({
      country: 'DE',
      rd: 'Mill Lane',
      hno: '12',
      a3: 'Leeds',
    });
  });

  it('names the country only to a reader abroad', () => {
    const { rerender } = show(<AddressLines address={leeds} homeCountry="GB" isOneLine forms={forms} />);
    expect(screen.getByText('4th floor, 12 Mill Lane, Leeds, LS1 4DY')).toBeVisible();
    rerender(<AddressLines address={leeds} homeCountry="DE" isOneLine forms={forms} />);
    expect(screen.getByText(/United Kingdom$/)).toBeVisible();
  });
});
