import { AlertDialog } from '../../components/AlertDialog';
import { useTranslate } from '../../i18n';
import { TroubleNote } from './TroubleNote';
import type { Delegation, Party, Trouble } from './types';

/** Props of {@link ConfirmStep}. */
export interface ConfirmStepProps {
  delegation: Delegation;
  step: 'end' | 'withdraw';
  /** Whose eyes it is said for; left out for an administrator. */
  reader?: Party;
  isPending: boolean;
  trouble: Trouble | null;
  onConfirm: () => void;
  onCancel: () => void;
}

/** Asks before a delegation is ended or an invitation taken back, and says what that means. Draw it only while it is open. */
export function ConfirmStep({ delegation, step, reader, isPending, trouble, onConfirm, onCancel }: ConfirmStepProps) {
  const t = useTranslate();
  const names = { delegate: delegation.delegate.name, delegator: delegation.delegator.name };
  return (
    <AlertDialog
      title={t(`delegation.${step}.title`, names)}
      confirm={t(`delegation.${step}`)}
      isOpen
      isDangerous
      isPending={isPending}
      onConfirm={onConfirm}
      onCancel={onCancel}
    >
      <p>{t(reader === 'delegator' ? `delegation.${step}.meaning.yours` : `delegation.${step}.meaning`, names)}</p>
      <TroubleNote trouble={trouble} />
    </AlertDialog>
  );
}
