import { TextField } from '@shared/components/TextField';
import { useState } from 'react';
import type { Problem } from '../../api/problem';
import { FormDialog } from '../../components/FormDialog';
import { useT } from '../../i18n';

/** Props of {@link NameDialog}. */
export interface NameDialogProps {
  title: string;
  submit: string;
  name: string;
  isPending: boolean;
  problem: Problem | null;
  onName: (name: string) => void;
  onClose: () => void;
}

/** Asks what a phone is called. Draw it only while it is open. */
export function NameDialog({ title, submit, name: before, isPending, problem, onName, onClose }: NameDialogProps) {
  const t = useT();
  const [name, setName] = useState(before);
  const [isMissing, setIsMissing] = useState(false);
  return (
    <FormDialog
      title={title}
      submit={submit}
      isPending={isPending}
      problem={problem}
      onClose={onClose}
      onSubmit={() => {
        setIsMissing(name.trim() === '');
        if (name.trim() !== '') onName(name.trim());
      }}
    >
      <TextField
        label={t('deskphones.name')}
        help={t('deskphones.name.help')}
        value={name}
        onChange={setName}
        maxLength={120}
        isRequired
        error={isMissing ? t('field.required', { label: t('deskphones.name') }) : problem?.fields.name}
      />
    </FormDialog>
  );
}
