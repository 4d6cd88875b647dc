import { type Address, labelKey, missingElements, tidyAddress } from '@shared/components/address';
import { useState } from 'react';
import { useT } from '../../i18n';
import { fieldErrors, type Problem } from '../../useAct';

/** A place that is being typed: its name and address, and what is wrong with them. */
export interface PlaceDraft {
  name: string;
  setName: (name: string) => void;
  address: Address;
  setAddress: (address: Address) => void;
  /** Looks for what is missing; `more` are fields that the form has besides. Gives whether all is there. */
  check: (more?: Record<string, string>) => boolean;
  /** What to send. */
  tidy: () => { name: string; address: Address };
  /** By field: what was found missing here, and what the server said. */
  errors: { own: Record<string, string>; address: Record<string, string> };
}

/** Keeps a place while it is being typed. */
export function usePlaceDraft(first: { name: string; address: Address }, problem: Problem | null): PlaceDraft {
  const t = useT();
  const [name, setName] = useState(first.name);
  const [address, setAddress] = useState(first.address);
  const [missing, setMissing] = useState({ own: {}, address: {} });
  const said = fieldErrors(problem);
  const needed = (label: string) => t('field.required', { label });

  const check = (more: Record<string, string> = {}) => {
    const own: Record<string, string> = { ...more };
    const ofAddress: Record<string, string> = {};
    if (name.trim() === '') own.name = needed(t('place.name'));
    if (address.country === '') ofAddress.country = needed(t('address.country'));
    else for (const field of missingElements(address)) ofAddress[field.element] = needed(t(labelKey(field)));
    setMissing({ own, address: ofAddress });
    return Object.keys(own).length + Object.keys(ofAddress).length === 0;
  };
  return {
    name,
    setName,
    address,
    setAddress,
    check,
    tidy: () => ({ name: name.trim(), address: tidyAddress(address) }),
    errors: { own: { ...said.own, ...missing.own }, address: { ...said.address, ...missing.address } },
  };
}
