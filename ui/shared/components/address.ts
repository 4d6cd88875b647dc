import generated from '../generated/address-forms.json';
import type { SharedKey } from '../i18n';

/** A civic address as the server takes it: an ISO 3166-1 country code and elements of RFC 5139 in lower case. */
export type Address = { country: string } & Partial<Record<string, string>>;

/** One field of a country's form. */
export interface AddressField {
  element: string;
  /** Key below `address.label.`: what this country calls it. */
  label: string;
  required: boolean;
  width: 'short' | 'medium' | 'long';
}

/** How one country asks for an address and writes it. */
export interface AddressFormat {
  fields: readonly AddressField[];
  /** A token is an element, or a separator that prints only between two elements that are present. */
  lines: readonly (readonly string[])[];
}

/** The table that the rules of addresses are generated into. */
export interface AddressForms {
  codes: readonly string[];
  countries: readonly ({ code: string } & AddressFormat)[];
  generic: AddressFormat;
}

/** Every country's form. */
export const addressForms = generated as AddressForms;

/** The form of a country; the general one where it has none of its own. */
export function formatOf(forms: AddressForms, country: string): AddressFormat {
  return forms.countries.find(({ code }) => code === country) ?? forms.generic;
}

/** Message key of a field's label. */
export function labelKey({ label }: AddressField): SharedKey {
  return `address.label.${label}` as SharedKey;
}

/** An element's name has only letters and digits; anything else in a line is a separator. */
const isElement = (token: string) => /^[a-z][a-z0-9]*$/.test(token);

/**
 * The written lines of an address in its country's format; lines without a value are left out. Elements that the country has no
 * place for stand in a line of their own at the end: nothing is sent that is not shown.
 */
export function addressLines(address: Address, forms: AddressForms = addressForms): string[] {
  const { lines } = formatOf(forms, address.country);
  const hasPlace = new Set(lines.flat());
  const others = Object.entries(address).filter(([element]) => element !== 'country' && !hasPlace.has(element));
  const last = others.flatMap(([, value]) => value?.trim() || []).join(', ');
  return lines
    .map((tokens) => {
      let line = '';
      let separator = '';
      for (const token of tokens) {
        if (!isElement(token)) {
          separator = token;
          continue;
        }
        const value = address[token]?.trim();
        if (value) line += (line === '' ? '' : separator) + value;
      }
      return line;
    })
    .concat(last)
    .filter((line) => line !== '');
}

/** The elements that the country needs and that the address lacks. */
export function missingElements(address: Address, forms: AddressForms = addressForms): AddressField[] {
  return formatOf(forms, address.country).fields.filter((field) => field.required && !address[field.element]?.trim());
}

/** The address without empty elements and without those that the country's form does not ask for. */
export function tidyAddress(address: Address, forms: AddressForms = addressForms): Address {
  const tidy: Address = { country: address.country };
  for (const { element } of formatOf(forms, address.country).fields) {
    const value = address[element]?.trim();
    if (value) tidy[element] = value;
  }
  return tidy;
}
