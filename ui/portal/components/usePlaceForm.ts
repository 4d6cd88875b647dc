import { type Address, labelKey, missingElements, tidyAddress } from '@shared/components/address';
import { useState } from 'react';
import { below, type Problem } from '../api/problem';
import { useT } from '../i18n';

/** A name and an address, as a form holds them. */
export interface PlaceForm {
  name: string;
  setName: (name: string) => void;
  address: Address;
  setAddress: (address: Address) => void;
  /** What is missing, by `name` and by element. */
  missing: Readonly<Record<string, string>>;
  /** What is to be sent; null, and `missing` says why, while something is. */
  check: () => { name: string; address: Address } | null;
}

/** State of a form that asks for a place. */
export function usePlaceForm(initial: { name: string; address: Address }, nameLabel: string): PlaceForm {
  const t = useT();
  const [name, setName] = useState(initial.name);
  const [address, setAddress] = useState<Address>(initial.address);
  const [missing, setMissing] = useState<Record<string, string>>({});
  const check = () => {
    const found: Record<string, string> = {};
    const needed = (label: string) => t('field.required', { label });
    if (name.trim() === '') found.name = needed(nameLabel);
    if (address.country === '') found.country = needed(t('address.country'));
    else for (const field of missingElements(address)) found[field.element] = needed(t(labelKey(field)));
    setMissing(found);
    return Object.keys(found).length === 0 ? { name: name.trim(), address: tidyAddress(address) } : null;
  };
  return { name, setName, address, setAddress, missing, check };
}

/** What stands beside the fields: what is missing, and what the server said of the rest. */
export function placeErrors(form: PlaceForm, problem: Problem | null, path = ''): { name: string | undefined; address: Record<string, string> } {
  const said = path === '' ? (problem?.fields ?? {}) : below(path, problem?.fields ?? {});
  const { name, ...address } = form.missing;
  return { name: name ?? said.name, address: { ...below('address', said), ...address } };
}
