import { ConfirmStep } from '@shared/features/delegation/ConfirmStep';
import type { Party } from '@shared/features/delegation/types';
import type { Delegation } from '../../api/types';
import type { DelegationActs } from './useDelegationActs';
import { useTrouble } from './useTrouble';

/** Props of {@link Leaving}. */
export interface LeavingProps {
  delegation: Delegation;
  acts: DelegationActs;
  /** Whose eyes it is said for; left out for an administrator. */
  reader?: Party;
  onClose: () => void;
}

/** Asks before an invitation is withdrawn or a delegation ended. Draw it only while it is open. */
export function Leaving({ delegation, acts, reader, onClose }: LeavingProps) {
  const troubleOf = useTrouble();
  const step = delegation.state === 'invited' ? 'withdraw' : 'end';
  return (
    <ConfirmStep
      delegation={delegation}
      step={step}
      {...(reader === undefined ? {} : { reader })}
      isPending={acts.isPending}
      trouble={troubleOf(acts.problem)}
      onCancel={() => {
        acts.forget();
        onClose();
      }}
      onConfirm={() => acts.act(delegation, step)}
    />
  );
}
