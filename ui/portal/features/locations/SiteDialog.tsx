import { useQueryClient } from '@tanstack/react-query';
import { TextField } from '@shared/components/TextField';
import { toasts } from '@shared/components/toasts';
import { useState } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import type { NewSite } from '../../api/types';
import { FormDialog } from '../../components/FormDialog';
import { PlaceFields } from '../../components/PlaceFields';
import { useAct } from '../../components/useAct';
import { usePlaceForm } from '../../components/usePlaceForm';
import { useT } from '../../i18n';

/** Adds a site with its default address. */
export function SiteDialog({ country, onClose }: { country: string; onClose: () => void }) {
  const t = useT();
  const client = useQueryClient();
  const [number, setNumber] = useState('');
  const form = usePlaceForm({ name: '', address: { country } }, t('site.name'));
  const save = useAct((site: NewSite) => api.addSite(site), {
    onDone: async ({ name }) => {
      toasts.show({ text: t('location.saved', { name }) });
      await client.invalidateQueries({ queryKey: [keys.company] });
      onClose();
    },
    onProblem: () => undefined,
  });
  return (
    <FormDialog
      title={t('site.add')}
      submit={t('common.save')}
      wide
      isPending={save.isPending}
      problem={save.problem}
      onClose={onClose}
      onSubmit={() => {
        const site = form.check();
        if (site !== null) save.run({ ...site, callback_number: number.trim() === '' ? null : number.trim() });
      }}
    >
      <PlaceFields form={form} problem={save.problem} nameLabel={t('site.name')} nameHelp={t('site.help')} />
      <TextField
        label={t('callback.number')}
        help={t('callback.number.help')}
        inputMode="tel"
        value={number}
        onChange={setNumber}
        error={save.problem?.fields.callback_number}
      />
    </FormDialog>
  );
}
