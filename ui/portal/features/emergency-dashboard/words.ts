import type { Status } from '@shared/components/StatusBadge';
import type { Readiness } from '../../api/types';

/** All of them, from what is well to what is worst. */
export const readinessOrder: readonly Readiness[] = [
  'settled',
  'pending',
  'automatic',
  'never_confirmed',
  'no_permission',
  'unknown_network',
  'switched_off',
  'not_seen',
  'no_device',
];

/** How each is shown: settled, waiting for somebody, to be mended, or of no use. */
export const readinessStatus: Record<Readiness, Status> = {
  settled: 'settled',
  pending: 'pending',
  automatic: 'pending',
  never_confirmed: 'asks',
  no_permission: 'asks',
  unknown_network: 'asks',
  switched_off: 'neutral',
  not_seen: 'neutral',
  no_device: 'neutral',
};
