import { useState } from 'react';
import { api } from '../../api/endpoints';
import type { DeskPhone } from '../../api/types';
import { FormDialog } from '../../components/FormDialog';
import { LocationSearch } from '../../components/LocationSearch';
import { useAct } from '../../components/useAct';
import { useT } from '../../i18n';

/** Says where a telephone of a common area is, in the network in which it is now. */
export function LocateDialog({ phone, onClose, onDone }: { phone: DeskPhone; onClose: () => void; onDone: () => unknown }) {
  const t = useT();
  const [location, setLocation] = useState<string | null>(phone.location?.location ?? null);
  const locate = useAct(() => api.locateDeskPhone(phone.id, location), {
    onDone: () => {
      onClose();
      return onDone();
    },
    onProblem: () => undefined,
  });
  return (
    <FormDialog
      title={t('deskphones.locate.title', { name: phone.name })}
      submit={t('common.save')}
      isPending={locate.isPending}
      problem={locate.problem}
      onClose={onClose}
      onSubmit={() => locate.run()}
    >
      <p>{t('deskphones.locate.meaning')}</p>
      <LocationSearch label={t('deskphones.locate.search')} help={t('deskphones.locate.help')} value={location} onChange={setLocation} {...(phone.location == null ? {} : { valueName: phone.location.name })} />
    </FormDialog>
  );
}
