import { AddressForm } from '@shared/components/AddressForm';
import type { Address } from '@shared/components/address';
import { Button } from '@shared/components/Button';
import { Dialog } from '@shared/components/Dialog';
import { TextField } from '@shared/components/TextField';
import { type SubmitEvent, useId } from 'react';
import page from '../../components/Page.module.css';
import { ProblemNote } from '../../components/ProblemNote';
import { useT } from '../../i18n';
import { useView } from '../../session';
import type { CivicAddress, PersonalLocation } from '../../types';
import { useAct } from '../../useAct';
import { usePlaceDraft } from './usePlaceDraft';

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
  const first =
    location === null
      ? { name: '', address: { country: me?.site_address.country ?? '' } }
      : { name: location.name, address: filled(location.address) };
  const { name, setName, address, setAddress, check, tidy, errors } = usePlaceDraft(first, problem);

  const save = async () => {
    forget();
    if (!check()) return;
    const about = tidy();
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
          error={errors.own.name}
        />
        <AddressForm value={address} onChange={setAddress} errors={errors.address} />
        <ProblemNote problem={problem} />
      </form>
    </Dialog>
  );
}
