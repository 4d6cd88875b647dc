import type { Address } from '@shared/components/address';
import { toasts } from '@shared/components/toasts';
import { useState } from 'react';
import { api } from '../../api/endpoints';
import { useView } from '../../api/session';
import type { PersonalLocation } from '../../api/types';
import { FormDialog } from '../../components/FormDialog';
import { PlaceFields } from '../../components/PlaceFields';
import { useAct } from '../../components/useAct';
import { usePlaceForm } from '../../components/usePlaceForm';
import { useT } from '../../i18n';

/** Adds a personal location, or changes the one that is given. Draw it only while it is open. */
export function PersonalLocationDialog({ location, onClose }: { location: PersonalLocation | null; onClose: () => void }) {
  const t = useT();
  const { me } = useView();
  // Made once, so that sending it again after a lost answer makes no second one.
  const [id] = useState(() => location?.id ?? crypto.randomUUID());
  const form = usePlaceForm(location ?? { name: '', address: { country: me.site_address.country } }, t('personal.name'));
  const save = useAct(
    (place: { name: string; address: Address }) =>
      location === null ? api.addPersonal({ id, ...place }) : api.editPersonal(id, { ...place, version: location.version }),
    {
      onDone: ({ name }) => {
        toasts.show({ text: t('personal.saved', { name }) });
        onClose();
      },
      onProblem: () => undefined,
    },
  );
  return (
    <FormDialog
      title={location === null ? t('personal.add') : t('personal.edit.title', { name: location.name })}
      submit={t('common.save')}
      isPending={save.isPending}
      problem={save.problem}
      onClose={onClose}
      onSubmit={() => {
        const place = form.check();
        if (place !== null) save.run(place);
      }}
    >
      <PlaceFields form={form} problem={save.problem} nameLabel={t('personal.name')} nameHelp={t('personal.name.help')} />
    </FormDialog>
  );
}
