import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { Action, ActionError, Done, Question, Reply, View } from './types';

/** The one way from a window to the client's mind, so that the windows also run where there is no shell. */
export interface Bridge {
  /** What is to be shown now. */
  view: () => Promise<View>;
  /** Calls back with the whole view whenever it changes, until the returned function is called. */
  onView: (callback: (view: View) => void) => () => void;
  /** Does something. Rejects with an {@link ActionFailed}. */
  act: (action: Action) => Promise<Done>;
  /** Reads something from the server for one screen. Rejects with an {@link ActionFailed}. */
  ask: (question: Question) => Promise<Reply>;
}

/** An action or a question failed, with what to tell people about it. */
export class ActionFailed extends Error {
  /** Stable name of what went wrong. */
  readonly code: ActionError['code'];
  /** Every field that is wrong. */
  readonly fields: ActionError['fields'];
  /** Why an action on a line was refused. */
  readonly refusal: ActionError['refusal'];

  constructor({ code, message, fields, refusal }: ActionError) {
    super(message);
    this.name = 'ActionFailed';
    this.code = code;
    this.fields = fields;
    this.refusal = refusal;
  }
}

const isActionError = (reason: unknown): reason is ActionError =>
  typeof reason === 'object' && reason !== null && 'code' in reason && 'message' in reason && 'fields' in reason;

async function command<Answer>(name: string, args?: Record<string, unknown>): Promise<Answer> {
  try {
    return await invoke<Answer>(name, args);
  } catch (reason) {
    throw isActionError(reason) ? new ActionFailed(reason) : new Error(String(reason), { cause: reason });
  }
}

/** The bridge to the shell that this window belongs to. */
export const shellBridge: Bridge = {
  view: () => command<View>('view'),
  onView: (callback) => {
    const listening = listen<View>('view', ({ payload }) => callback(payload));
    return () => void listening.then((stop) => stop());
  },
  act: (action) => command<Done>('act', { action }),
  ask: (question) => command<Reply>('ask', { question }),
};
