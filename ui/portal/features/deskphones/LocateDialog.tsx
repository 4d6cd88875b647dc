import { RadioGroup } from '@shared/components/RadioGroup';
import { useState } from 'react';
import { api } from '../../api/endpoints';
import type { DeskPhone } from '../../api/types';
import { FormDialog } from '../../components/FormDialog';
import { LocationSearch } from '../../components/LocationSearch';
import { useAct } from '../../components/useAct';
import { useT } from '../../i18n';
import { addressIn, networksOf } from './networks';

/** Says where a telephone of a common area is, in the network in which it is now. */
export function LocateDialog({ phone, onClose, onDone }: { phone: DeskPhone; onClose: () => void; onDone: () => unknown }) {
  const t = useT();
  const networks = networksOf(phone);
  // One network needs no choice; of several the first that nobody has spoken of is the one that is asked about.
  const [ip, setIp] = useState(() => (networks.length > 1 ? (networks.find(({ said }) => said === null) ?? networks[0])?.ip : undefined));
  const network = networks.find((one) => one.ip === ip);
  const said = network === undefined ? (phone.location ?? null) : network.said;
  const [chosen, setChosen] = useState<string | null | undefined>();
  const location = chosen === undefined ? (said?.location ?? null) : chosen;
  const locate = useAct(() => api.locateDeskPhone(phone.id, location, network === undefined ? undefined : addressIn(network)), {
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
      {network === undefined ? null : (
        <RadioGroup
          label={t('deskphones.locate.network')}
          help={t('deskphones.locate.network.help')}
          value={network.ip}
          onChange={(next) => {
            setIp(next);
            setChosen(undefined);
          }}
          error={locate.problem?.fields.address}
          options={networks.map((one) => ({
            value: one.ip,
            name: one.ip,
            detail: one.said === null ? t('deskphones.locate.network.unknown') : one.said.name,
          }))}
        />
      )}
      <LocationSearch
        key={ip ?? ''}
        label={t('deskphones.locate.search')}
        help={t('deskphones.locate.help')}
        value={location}
        onChange={setChosen}
        {...(said === null ? {} : { valueName: said.name })}
      />
    </FormDialog>
  );
}
