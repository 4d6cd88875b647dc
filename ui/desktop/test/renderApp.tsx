import { render, screen } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { App } from '../App';
import { FakeBridge, type OnAction } from '../bridge.fake';
import type { Route } from '../route';
import { hrefOf } from '../route';
import { type Scenario, scenarios } from '../scenarios.fake';
import type { ActionError, View } from '../types';

/** What {@link renderApp} takes. */
export interface RenderOptions {
  route?: Route;
  /** Which thing on the screen a link led to. */
  thing?: string;
  onAction?: OnAction;
  /** Changes the bridge before the window asks it for anything. */
  prepare?: (bridge: FakeBridge) => void;
}

/** Shows a whole window with the given view, and a person to use it. */
export async function renderApp(
  shown: Scenario | View,
  { route = 'home', thing, onAction, prepare }: RenderOptions = {},
): Promise<{ bridge: FakeBridge; user: UserEvent; container: HTMLElement }> {
  window.location.hash = hrefOf(route, thing);
  const bridge = new FakeBridge(typeof shown === 'string' ? scenarios[shown] : shown, onAction);
  prepare?.(bridge);
  const { container } = render(<App bridge={bridge} />);
  await screen.findByRole('main');
  await screen.findAllByRole('heading');
  return { bridge, user: userEvent.setup({ delay: null }), container };
}

/** An action's failure, as the client's mind tells it. */
export const failure = (message: string, fields: ActionError['fields'] = []): ActionError => ({
  code: { from: 'invalid' },
  message,
  fields,
});
