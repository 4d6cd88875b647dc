import type { Policy } from '../../api/types';

/** Policies that are on or off. */
export const flags = [
  'nomadic',
  'bootstrap',
  'personal_locations',
  'delegation',
  'admin_assignment_needs_acceptance',
] as const satisfies readonly (keyof Policy)[];

/** Policies that are numbers, with their bounds. */
export const numbers = {
  retention_days: { min: 1, max: 3650 },
  max_delegates: { min: 0, max: 32 },
  max_delegators: { min: 0, max: 32 },
  co_location_minutes: { min: 1, max: 1440 },
} as const satisfies Partial<Record<keyof Policy, { min: number; max: number }>>;

/** One of them. */
export type NumberPolicy = keyof typeof numbers;

/** Their names, in the order of the form. */
export const numberNames = Object.keys(numbers) as NumberPolicy[];
