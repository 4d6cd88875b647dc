import { useState } from 'react';
import type { Delegation } from '../../api/types';

/** One delegation of a list that a dialog is about: as it is now, or as it was last, where it has left the list. */
export function useChosen(delegations: readonly Delegation[]) {
  const [chosen, setChosen] = useState<Delegation | null>(null);
  const now = chosen === null ? null : (delegations.find(({ id }) => id === chosen.id) ?? chosen);
  return [now, setChosen] as const;
}
