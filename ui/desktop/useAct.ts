import { useCallback, useRef, useState } from 'react';
import { ActionFailed } from './bridge';
import { useBridge } from './session';
import type { Action, Done, Refusal } from './types';

/** What went wrong with an action: a sentence for people, and one for each field concerned. */
export interface Problem {
  /** The server's stable code, or the client's own: `offline`, `keychain` and so on. */
  code: string;
  message: string;
  fields: readonly { field: string; message: string }[];
  /** Why an action on a line was refused. */
  refusal?: Refusal | null;
}

/** Reads what went wrong out of whatever was thrown. */
export function problemOf(reason: unknown): Problem {
  if (reason instanceof ActionFailed) {
    const { code, message, fields, refusal } = reason;
    return { code: code.from === 'server' ? code.code : code.from, message, fields, refusal: refusal ?? null };
  }
  return { code: 'internal', message: reason instanceof Error ? reason.message : String(reason), fields: [] };
}

/** An action's way: `act` gives what came of it, or null where it failed; then `problem` says why. */
export interface Acting {
  act: (action: Action) => Promise<Done | null>;
  isPending: boolean;
  problem: Problem | null;
  /** Forgets the problem, when the person changes what was wrong. */
  forget: () => void;
}

/** Lets a screen act. A second press while the first is under way does nothing. */
export function useAct(): Acting {
  const bridge = useBridge();
  const [isPending, setIsPending] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const isBusy = useRef(false);

  const act = useCallback(
    async (action: Action) => {
      if (isBusy.current) return null;
      isBusy.current = true;
      setIsPending(true);
      setProblem(null);
      try {
        return await bridge.act(action);
      } catch (reason) {
        setProblem(problemOf(reason));
        return null;
      } finally {
        isBusy.current = false;
        setIsPending(false);
      }
    },
    [bridge],
  );
  const forget = useCallback(() => setProblem(null), []);
  return { act, isPending, problem, forget };
}

/** Sorts a problem's fields: those of the address by element, the rest by the last part of their path. */
export function fieldErrors(problem: Problem | null): { address: Record<string, string>; own: Record<string, string> } {
  const address: Record<string, string> = {};
  const own: Record<string, string> = {};
  for (const { field, message } of problem?.fields ?? []) {
    const element = /(?:^|\.)address\.([a-z0-9]+)$/.exec(field)?.[1];
    if (element !== undefined) address[element] = message;
    else own[field.slice(field.lastIndexOf('.') + 1)] = message;
  }
  return { address, own };
}
