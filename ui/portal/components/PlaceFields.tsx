import { AddressForm } from '@shared/components/AddressForm';
import { TextField } from '@shared/components/TextField';
import type { Problem } from '../api/problem';
import { type PlaceForm, placeErrors } from './usePlaceForm';

/** Props of {@link PlaceFields}. */
export interface PlaceFieldsProps {
  form: PlaceForm;
  problem: Problem | null;
  nameLabel: string;
  nameHelp?: string;
  /** Path of the place in the request, where it is not the whole of it. */
  path?: string;
}

/** Asks for the name and the address of a place. */
export function PlaceFields({ form, problem, nameLabel, nameHelp, path = '' }: PlaceFieldsProps) {
  const errors = placeErrors(form, problem, path);
  return (
    <>
      <TextField
        label={nameLabel}
        {...(nameHelp === undefined ? {} : { help: nameHelp })}
        value={form.name}
        onChange={form.setName}
        error={errors.name}
        maxLength={120}
        isRequired
        autoComplete="off"
      />
      <AddressForm value={form.address} onChange={form.setAddress} errors={errors.address} />
    </>
  );
}
