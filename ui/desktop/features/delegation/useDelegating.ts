import type { Trouble } from '@shared/features/delegation/types';
import { useView } from '../../session';
import type { Delegation, View } from '../../types';
import type { Problem } from '../../useAct';

/** What the delegation screen shows of the view. */
export interface Delegating {
  me: View['me'];
  /** Delegations of this person's lines. */
  mine: readonly Delegation[];
  /** Requests that wait for this person's answer. */
  requests: readonly Delegation[];
  /** Lines of others that this person holds. */
  lines: readonly Delegation[];
  /** People of more than one site are about. */
  hasSites: boolean;
  /** The server cannot be told anything now. */
  isCutOff: boolean;
}

/** Sorts the view's delegations by the side on which this person is. */
export function useDelegating(): Delegating {
  const { me, delegations, connection } = useView();
  const mine = delegations.filter(({ delegator }) => delegator.user === me?.id);
  const others = delegations.filter(({ delegate }) => delegate.who.kind === 'user' && delegate.who.id === me?.id);
  const sites = new Set(delegations.flatMap(({ delegator, delegate }) => [delegator.site, delegate.site]));
  if (me != null) sites.add(me.site);
  return {
    me,
    mine,
    requests: others.filter(({ state }) => state === 'invited'),
    lines: others.filter(({ state }) => state === 'active'),
    hasSites: sites.size > 1,
    isCutOff: connection.state !== 'online',
  };
}

/** A problem in the form that the shared parts take. */
export function troubleOf(problem: Problem): Trouble {
  return { ...problem, fields: Object.fromEntries(problem.fields.map(({ field, message }) => [field, message])) };
}
