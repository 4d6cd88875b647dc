import { type RenderResult, render } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import axe from 'axe-core';
import type { ReactElement, ReactNode } from 'react';
import { expect } from 'vitest';
import { Messages } from '../i18n';

/** Shows the element with its messages, and a person to use it. */
export function show(element: ReactElement, messages: Record<string, string> = {}): RenderResult & { user: UserEvent } {
  const wrapper = ({ children }: { children: ReactNode }) => <Messages messages={messages}>{children}</Messages>;
  return Object.assign(render(element, { wrapper }), { user: userEvent.setup() });
}

/** Fails with each violation that axe finds. Colours are looked at in a browser, since jsdom has none. */
export async function expectAccessible(root: Element = document.body): Promise<void> {
  // What was said to a screen reader lingers for seconds after what it was about is gone.
  const context = { include: [root], exclude: [['[data-live-announcer]']] };
  const { violations } = await axe.run(context, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  });
  const found = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' ')}`);
  expect(found).toEqual([]);
}
