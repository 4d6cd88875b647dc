import { EditTermsDialog } from '@shared/features/delegation/EditTermsDialog';
import type { Delegation } from '../../api/types';
import { useTermsEdit } from './useTermsEdit';
import { useTrouble } from './useTrouble';

/** Changes what a delegate was granted. Draw it only while it is open. */
export function TermsEditing({ delegation, onClose }: { delegation: Delegation; onClose: () => void }) {
  const { save, latest } = useTermsEdit(delegation, onClose);
  const troubleOf = useTrouble();
  return (
    <EditTermsDialog
      delegation={latest}
      isPending={save.isPending}
      trouble={troubleOf(save.problem)}
      onForget={save.reset}
      onSave={(terms, version) => save.run({ terms, version })}
      onClose={onClose}
    />
  );
}
