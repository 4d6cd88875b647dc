import type { Policy } from '../../api/types';

/** Policies that are on or off. */
export const flags = ['nomadic', 'bootstrap', 'personal_locations'] as const satisfies readonly (keyof Policy)[];

/** Bounds of the retention of reports, in days. */
export const RETENTION = { min: 1, max: 3650 } as const;
