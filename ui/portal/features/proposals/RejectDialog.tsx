import { TextField } from '@shared/components/TextField';
import { useState } from 'react';
import type { Problem } from '../../api/problem';
import { FormDialog } from '../../components/FormDialog';
import { useT } from '../../i18n';

/** Most characters of a reason. */
const REASON_MAX = 500;

/** Asks why a proposal, or several, should not be taken over. */
export function RejectDialog(props: {
  title: string;
  isPending: boolean;
  problem: Problem | null;
  onReject: (reason: string) => void;
  onClose: () => void;
}) {
  const { title, isPending, problem, onReject, onClose } = props;
  const t = useT();
  const [reason, setReason] = useState('');
  const [isMissing, setIsMissing] = useState(false);
  return (
    <FormDialog
      title={title}
      submit={t('proposal.reject')}
      isDangerous
      isPending={isPending}
      problem={problem}
      onClose={onClose}
      onSubmit={() => {
        setIsMissing(reason.trim() === '');
        if (reason.trim() !== '') onReject(reason.trim());
      }}
    >
      <TextField
        label={t('proposal.reason')}
        help={t('proposal.reason.help')}
        multiline
        isRequired
        // The dialog was opened to say why.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        maxLength={REASON_MAX}
        value={reason}
        onChange={setReason}
        error={isMissing ? t('field.required', { label: t('proposal.reason') }) : problem?.fields.reason}
      />
    </FormDialog>
  );
}
