import { useView } from '../../session';
import type { DeskPhone, Line, LineCall } from '../../types';

/** Calls in the order in which they concern this person: what rings with them first. */
export function inOrder(calls: readonly LineCall[]): readonly LineCall[] {
  const weight = ({ details }: LineCall) => (details?.rings_with_you === true ? 0 : 1);
  return [...calls].sort((one, other) => weight(one) - weight(other) || one.number - other.number);
}

/** What the screen of lines shows of the view. */
export interface Lining {
  lines: readonly Line[];
  phones: readonly DeskPhone[];
  /** The phone that calls from this computer use, if that is clear; one that can be reached. */
  phone: DeskPhone | undefined;
  /** The phones that can be reached now. */
  reachable: readonly DeskPhone[];
  /** The server cannot be told anything now, and nothing is known of calls. */
  isCutOff: boolean;
}

/** Reads lines and phones out of the view. A call that was going on when the server was lost is not shown as going on. */
export function useLining(): Lining {
  const { lines, desk_phones: phones, chosen_phone: chosen, connection } = useView();
  const isCutOff = connection.state !== 'online';
  const reachable = phones.filter(({ places }) => places.length > 0);
  const [first] = reachable;
  return {
    lines: isCutOff ? lines.map((line) => ({ ...line, calls: [], people: [] })) : lines,
    phones,
    reachable,
    phone: reachable.find(({ id }) => id === chosen) ?? (reachable.length === 1 ? first : undefined),
    isCutOff,
  };
}
