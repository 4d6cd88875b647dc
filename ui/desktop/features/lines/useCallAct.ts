import { toasts } from '@shared/components/toasts';
import { useEffect, useRef, useState } from 'react';
import { useBridge } from '../../session';
import type { Act, Action, Line, LineAction, LineCall } from '../../types';
import { problemOf } from '../../useAct';
import type { LineWords } from './useLineWords';

/** What became of an action on a call, for as long as the call stays as it was then. */
interface Said {
  version: number;
  text: string;
  /** What is wrong with the number that was given. */
  field: string | undefined;
}

/** Lets people act on one call. A refusal is said at the call until the call changes, or in a toast where it is gone. */
export function useCallAct(line: Line, call: LineCall, words: LineWords) {
  const bridge = useBridge();
  const [pending, setPending] = useState<LineAction | null>(null);
  const [said, setSaid] = useState<Said | null>(null);
  const isBusy = useRef(false);
  // The call as it is when the answer comes, which may be another than the one that was acted upon.
  const latest = useRef({ version: call.version, words, isGone: false });
  useEffect(() => {
    latest.current = { version: call.version, words, isGone: false };
  });
  useEffect(
    () => () => {
      latest.current.isGone = true;
    },
    [],
  );

  const act = async (what: Act): Promise<boolean> => {
    if (isBusy.current) return false;
    isBusy.current = true;
    setPending(what.action);
    setSaid(null);
    const action: Action = { action: 'call', line: line.id, call: call.call, version: call.version, act: what };
    try {
      await bridge.act(action);
      return true;
    } catch (reason) {
      const { message, fields, refusal } = problemOf(reason);
      const { version, words: now, isGone } = latest.current;
      const text = refusal == null ? message : now.refusal(refusal);
      if (isGone) toasts.show({ status: 'unavailable', text });
      else setSaid({ version, text, field: fields.find(({ field }) => /(^|\.)to$/.test(field))?.message });
      return false;
    } finally {
      isBusy.current = false;
      setPending(null);
    }
  };
  const isCurrent = said !== null && said.version === call.version;
  return {
    act,
    /** The action that is under way. */
    pending,
    /** Why the last one was refused. */
    refused: isCurrent && said.field === undefined ? said.text : undefined,
    wrongNumber: isCurrent ? said.field : undefined,
    forget: () => setSaid(null),
  };
}
