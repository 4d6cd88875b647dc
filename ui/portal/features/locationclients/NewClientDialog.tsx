import { TextField } from '@shared/components/TextField';
import { useState } from 'react';
import { api } from '../../api/endpoints';
import type { LocationClientCredentials } from '../../api/types';
import { FormDialog } from '../../components/FormDialog';
import { useAct } from '../../components/useAct';
import { useT } from '../../i18n';

/** Props of {@link NewClientDialog}. */
export interface NewClientDialogProps {
  onMade: (credentials: LocationClientCredentials) => void;
  onClose: () => void;
}

/** Asks what a new client is called. Draw it only while it is open. */
export function NewClientDialog({ onMade, onClose }: NewClientDialogProps) {
  const t = useT();
  const [name, setName] = useState('');
  const [isMissing, setIsMissing] = useState(false);
  // A problem is said at the field.
  const add = useAct((typed: string) => api.addLocationClient(typed), { onDone: onMade, onProblem: () => undefined });
  return (
    <FormDialog
      title={t('location_clients.add')}
      submit={t('location_clients.add.submit')}
      isPending={add.isPending}
      problem={add.problem}
      onClose={onClose}
      onSubmit={() => {
        setIsMissing(name.trim() === '');
        if (name.trim() !== '') add.run(name.trim());
      }}
    >
      <TextField
        label={t('location_clients.name')}
        help={t('location_clients.name.help')}
        value={name}
        onChange={setName}
        maxLength={120}
        isRequired
        error={isMissing ? t('field.required', { label: t('location_clients.name') }) : add.problem?.fields.name}
      />
    </FormDialog>
  );
}
