import { useQueryClient } from '@tanstack/react-query';
import { Checkbox } from '@shared/components/Checkbox';
import { Select } from '@shared/components/Select';
import { TextField } from '@shared/components/TextField';
import { toasts } from '@shared/components/toasts';
import { useState } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import type { LocationEdit, LocationKind, LocationView } from '../../api/types';
import { FormDialog } from '../../components/FormDialog';
import { LocationSearch } from '../../components/LocationSearch';
import { PlaceFields } from '../../components/PlaceFields';
import { useAct } from '../../components/useAct';
import { usePlaceForm } from '../../components/usePlaceForm';
import { useT } from '../../i18n';
import { kindsBelow } from './tree';

/** Props of {@link LocationDialog}: the location to change, or the one that the new one hangs below. */
export type LocationDialogProps = { onClose: () => void; onSaved: (location: LocationView) => void } & (
  | { location: LocationView; below?: never }
  | { below: LocationView; location?: never }
);

/** Adds a company location, or changes one. Draw it only while it is open. */
export function LocationDialog({ location, below, onClose, onSaved }: LocationDialogProps) {
  const t = useT();
  const client = useQueryClient();
  const like = location ?? below;
  const kindChoices = location === undefined ? kindsBelow(below.kind) : [location.kind];
  const [kind, setKind] = useState<LocationKind>(kindChoices[0] ?? 'zone');
  const [parent, setParent] = useState<string | null>(location === undefined ? below.id : (location.parent ?? null));
  const [elin, setElin] = useState(location?.elin ?? '');
  const [isPublicIpEnough, setIsPublicIpEnough] = useState(location?.public_ip_is_enough ?? false);
  const form = usePlaceForm({ name: location?.name ?? '', address: like.address }, t('location.name'));
  const isRoot = location !== undefined && !location.parent;

  const save = useAct(
    (edit: LocationEdit) =>
      location === undefined
        ? api.addLocation({ ...edit, kind, parent: below.id })
        : api.editLocation(location.id, { ...edit, version: location.version }),
    {
      onDone: async (saved) => {
        toasts.show({ text: t('location.saved', { name: saved.name }) });
        await client.invalidateQueries({ queryKey: [keys.company] });
        onClose();
        onSaved(saved);
      },
      onProblem: () => undefined,
    },
  );
  const submit = () => {
    const place = form.check();
    if (place === null) return;
    const number = elin.replace(/[\s()./-]/g, '');
    save.run({
      ...place,
      parent: isRoot ? null : parent,
      elin: number === '' ? null : number,
      public_ip_is_enough: isPublicIpEnough,
    });
  };

  return (
    <FormDialog
      title={location === undefined ? t('location.add.title', { name: below.name }) : t('location.edit.title', { name: location.name })}
      submit={t('common.save')}
      wide
      isPending={save.isPending}
      problem={save.problem}
      onClose={onClose}
      onSubmit={submit}
    >
      {location === undefined ? (
        <Select
          label={t('location.kind')}
          items={kindChoices.map((id) => ({ id, name: t(`location.kind.${id}`) }))}
          value={kind}
          error={save.problem?.fields.kind}
          onChange={(id) => setKind(id as LocationKind)}
        />
      ) : isRoot ? null : (
        <LocationSearch
          label={t('location.parent')}
          site={location.site}
          value={parent}
          valueName={location.path.slice(0, -1).join(' › ')}
          error={save.problem?.fields.parent}
          onChange={setParent}
        />
      )}
      <PlaceFields form={form} problem={save.problem} nameLabel={t('location.name')} />
      <TextField
        label={t('location.elin')}
        help={t('location.elin.help')}
        optional
        inputMode="tel"
        autoComplete="off"
        value={elin}
        onChange={setElin}
        error={save.problem?.fields.elin}
      />
      <Checkbox isSelected={isPublicIpEnough} onChange={setIsPublicIpEnough} help={t('location.public_ip.help')}>
        {t('location.public_ip.enough')}
      </Checkbox>
    </FormDialog>
  );
}
