import { type Status, StatusBadge } from '@shared/components/StatusBadge';
import type { ProposalStateName } from '../api/types';
import { useT } from '../i18n';

const statuses: Record<ProposalStateName, Status> = {
  pending: 'pending',
  approved: 'settled',
  rejected: 'unavailable',
  withdrawn: 'neutral',
};

/** How far a proposal has come. */
export function ProposalBadge({ state }: { state: ProposalStateName }) {
  const t = useT();
  return <StatusBadge status={statuses[state]}>{t(`proposal.state.${state}`)}</StatusBadge>;
}
