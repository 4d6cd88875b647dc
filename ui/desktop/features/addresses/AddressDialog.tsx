import { AddressForm } from '@shared/components/AddressForm';
import { type Address, labelKey, missingElements, tidyAddress } from '@shared/components/address';
import { Button } from '@shared/components/Button';
import { Dialog } from '@shared/components/Dialog';
import { TextField } from '@shared/components/TextField';
import { type SubmitEvent, useId, useState } from 'react';
import page from '../../components/Page.module.css';
import { ProblemNote } from '../../components/ProblemNote';
import { useT } from '../../i18n';
import { useView } from '../../session';
import type { CivicAddress, PersonalLocation } from '../../types';
import { fieldErrors, useAct } from '../../useAct';

/** The elements of an address that have a value. */
function filled(address: CivicAddress): Address {
  const given = Object.entries(address).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return { ...Object.fromEntries(given), country: address.country ?? '' };
}

/** Adds a personal location, or changes the one that is given. Draw it only while it is open. */
export function AddressDialog({ location, onClose }: { location: PersonalLocation | null; onClose: () => void }) {
  const t = useT();
  const formId = useId();
  const { me } = useView();
  const { act, isPending, problem, forget } = useAct();
  const [name, setName] = useState(location?.name ?? '');
  const [address, setAddress] = useState<Address>(
    location === null ? { country: me?.site_address.country ?? '' } : filled(location.address),
  );
  const [missing, setMissing] = useState<Record<string, string>>({});
  const said = fieldErrors(problem);

  const check = () => {
    const found: Record<string, string> = {};
    if (name.trim() === '') found.name = t('field.required', { label: t('place.name') });
    if (address.country === '') found.country = t('field.required', { label: t('address.country') });
    else for (const field of missingElements(address)) found[field.element] = t('field.required', { label: t(labelKey(field)) });
    setMissing(found);
    return Object.keys(found).length === 0;
  };
  const save = async () => {
    forget();
    if (!check()) return;
    const about = { name: name.trim(), address: tidyAddress(address) };
    const done = await act(
      location === null
        ? { action: 'add_personal', ...about }
        : { action: 'edit_personal', personal: location.id, version: location.version, ...about },
    );
    if (done !== null) onClose();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void save();
  };

  return (
    <Dialog
      title={location === null ? t('addresses.add') : t('addresses.edit', { name: location.name })}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button kind="primary" type="submit" form={formId} isPending={isPending}>
            {t('common.save')}
          </Button>
        </>
      }
    >
      <form id={formId} className={page.form} onSubmit={submit} noValidate>
        <TextField
          label={t('place.name')}
          help={t('place.name.personal.help')}
          value={name}
          onChange={setName}
          maxLength={120}
          isRequired
          autoComplete="off"
          error={missing.name ?? said.own.name}
        />
        <AddressForm value={address} onChange={setAddress} errors={{ ...said.address, ...missing }} />
        <ProblemNote problem={problem} />
      </form>
    </Dialog>
  );
}
