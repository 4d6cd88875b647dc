import { ActionFailed, type Bridge } from './bridge';
import { directory, followDelegation } from './delegations.fake';
import { followLines, historyBefore } from './lines.fake';
import { companyLocations, devices, reports, type Scenario, scenarios } from './scenarios.fake';
import type { Action, ActionError, Done, Question, Reply, View } from './types';

/** What the fake client does with an action: a new view, a failure, or something that was done. */
export type OnAction = (action: Action, view: View) => View | ActionError | Done | undefined;

const isFailure = (result: object): result is ActionError => 'code' in result && 'message' in result;
const isDone = (result: object): result is Done => 'done' in result;

/** A client's mind without a shell, for development in a plain browser and for tests. It is no part of a build. */
export class FakeBridge implements Bridge {
  /** Every action that was asked for, the oldest first. */
  readonly acted: Action[] = [];
  /** Every question that was asked, the oldest first. */
  readonly asked: Question[] = [];
  /** Answers questions; replace it to answer otherwise or to fail. */
  answer: (question: Question) => Reply = answerFromScenarios;
  #view: View;
  #onAction: OnAction;
  #watchers = new Set<(view: View) => void>();

  constructor(view: View, onAction: OnAction = () => undefined) {
    this.#view = view;
    this.#onAction = onAction;
  }

  /** Shows another view, as if something had happened outside of the window. */
  show(view: View): void {
    this.#view = view;
    for (const watcher of this.#watchers) watcher(view);
  }

  readonly view = async (): Promise<View> => this.#view;

  readonly onView = (callback: (view: View) => void): (() => void) => {
    this.#watchers.add(callback);
    return () => this.#watchers.delete(callback);
  };

  readonly act = async (action: Action): Promise<Done> => {
    this.acted.push(action);
    const result = this.#onAction(action, this.#view);
    if (result === undefined) return { done: 'ok' };
    if (isFailure(result)) throw new ActionFailed(result);
    if (isDone(result)) return result;
    this.show(result);
    return { done: 'ok' };
  };

  readonly ask = async (question: Question): Promise<Reply> => {
    this.asked.push(question);
    return this.answer(question);
  };
}

function answerFromScenarios(question: Question): Reply {
  switch (question.question) {
    case 'locations': {
      const words = question.words.toLowerCase().split(/\s+/);
      const items = companyLocations.filter(({ path, lines }) => {
        const text = [...path, ...lines].join(' ').toLowerCase();
        return words.every((word) => text.includes(word));
      });
      return { answer: 'locations', value: { items, total: items.length, offset: 0 } };
    }
    case 'reports':
      return { answer: 'reports', value: { items: reports.slice(question.offset), total: reports.length, offset: question.offset } };
    case 'devices':
      return { answer: 'devices', value: devices };
    case 'line_history':
      return { answer: 'line_history', value: historyBefore(question.before ?? null) };
    case 'directory': {
      const items = directory.filter(({ name, extension }) => `${name} ${extension ?? ''}`.toLowerCase().includes(question.words.toLowerCase()));
      return { answer: 'directory', value: { items: items.slice(question.offset, question.offset + 25), total: items.length, offset: question.offset } };
    }
  }
}

/** Follows the plainest actions, so that a window can be tried out by hand. */
const follow: OnAction = (action, view) => {
  const name = action.action;
  if (name === 'report' || name === 'cancel_change') return { ...view, prompt: null, status: 'settled' };
  if (name === 'save_settings') return { ...view, settings: action.settings };
  if (name === 'export_reports') return { done: 'saved', path: '/home/dana/Downloads/roamline-reports.json' };
  if (name === 'snooze' && view.prompt != null) return { ...view, prompt: { ...view.prompt, snoozed_until_move: true } };
  return followDelegation(action, view) ?? followLines(action, view);
};

/** A bridge that shows the named scenario; the settled one where there is none of that name. */
export function scenarioBridge(name: string | null): FakeBridge {
  const known = name !== null && name in scenarios ? (name as Scenario) : 'settled';
  return new FakeBridge(scenarios[known], follow);
}
