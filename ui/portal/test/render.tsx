import { QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, RouterProvider } from '@tanstack/react-router';
import { Toaster } from '@shared/components/Toaster';
import { toasts } from '@shared/components/toasts';
import { show } from '@shared/test/render';
import { configure } from '@testing-library/react';
import { vi } from 'vitest';
import { makeClient } from '../api/client';
import { messages } from '../i18n';
import { makeRouter } from '../router';
import { FakeServer } from './fakeServer';

// Deadlines, not waits: a loaded machine takes its time to draw whole pages.
vi.setConfig({ testTimeout: 60_000 });
configure({ asyncUtilTimeout: 10_000 });

/** Stands in for the browser's event stream; a test sends what the server would. */
export class FakeStream extends EventTarget {
  static readonly CLOSED = 2;
  static last: FakeStream | undefined;
  readyState = 1;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  onmessage: ((event: MessageEvent<string>) => void) | null = null;

  constructor(readonly url: string) {
    super();
    FakeStream.last = this;
  }

  send(event: unknown): void {
    this.onmessage?.(new MessageEvent('message', { data: JSON.stringify(event) }));
  }

  close(): void {
    this.readyState = FakeStream.CLOSED;
  }
}

/** Opens the portal at a path, before a server that the test may shape first. */
export function openPortal(path: string, shape: (server: FakeServer) => void = () => undefined) {
  const server = new FakeServer();
  shape(server);
  vi.stubGlobal('fetch', server.fetch);
  vi.stubGlobal('EventSource', FakeStream);
  vi.stubGlobal('scrollTo', () => undefined);
  for (const { id } of toasts.shown()) toasts.dismiss(id);
  const router = makeRouter(createMemoryHistory({ initialEntries: [path] }));
  const client = makeClient();
  client.setDefaultOptions({ queries: { ...client.getDefaultOptions().queries, retry: false } });
  const shown = show(
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
      <Toaster />
    </QueryClientProvider>,
    messages,
  );
  return { ...shown, server, router, client };
}
