import { AlertDialog } from '@shared/components/AlertDialog';
import type { Delegation } from '../../api/types';
import { useT } from '../../i18n';

/** Props of {@link EndDialog}. */
export interface EndDialogProps {
  /** Null while nothing is asked. */
  delegation: Delegation | null;
  isPending: boolean;
  onCancel: () => void;
  onConfirm: (delegation: Delegation, act: 'withdraw' | 'end') => void;
}

/** Asks before an invitation is withdrawn or a delegation ended. */
export function EndDialog({ delegation, isPending, onCancel, onConfirm }: EndDialogProps) {
  const t = useT();
  const act = delegation?.state === 'invited' ? 'withdraw' : 'end';
  const names = { delegate: delegation?.delegate.name ?? '', delegator: delegation?.delegator.name ?? '' };
  return (
    <AlertDialog
      title={t(`delegating.${act}.title`, names)}
      confirm={t(`delegating.${act}`)}
      isDangerous
      isOpen={delegation !== null}
      isPending={isPending}
      onCancel={onCancel}
      onConfirm={() => {
        if (delegation !== null) onConfirm(delegation, act);
      }}
    >
      {t(`delegating.${act}.meaning`, names)}
    </AlertDialog>
  );
}
