import type { QueryClient } from '@tanstack/react-query';
import { heard, lost } from './contact';
import { keys } from './keys';
import { apply } from './snapshot';
import type { LiveEvent, Snapshot } from './types';

/** Name of the server-sent event that asks for a fresh snapshot. */
const RESYNC = 'resync';
/** Milliseconds until a stream that the server has refused is asked for again. */
const RETRY = 5_000;
/** Milliseconds in which a broken stream may come back before the reader is told. */
const PATIENCE = 4_000;

/**
 * Keeps the snapshot in the query client as the server has it: one stream from the snapshot's cursor on, opened
 * again where it ends. Gives the function that ends it.
 */
export function follow(client: QueryClient, open = (url: string) => new EventSource(url)): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isEnded = false;

  const take = (event: LiveEvent) => {
    client.setQueryData<Snapshot>(keys.snapshot, (old) => old && apply(old, event));
    const kind = event.change === 'put' ? event.entity.kind : event.key.kind;
    // Decisions of others change the queue, and with it the tree and the rules.
    if (kind === 'queue') void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === keys.company });
    if (kind === 'shared_lines') void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === keys.lines });
  };

  const startAfresh = async () => {
    source?.close();
    await client.invalidateQueries({ queryKey: keys.snapshot });
    if (!isEnded) start();
  };

  const start = () => {
    const cursor = client.getQueryData<Snapshot>(keys.snapshot)?.cursor;
    if (isEnded || cursor === undefined) return;
    source?.close();
    const stream = open(`/v1/events?after=${cursor}`);
    source = stream;
    stream.onopen = () => {
      clearTimeout(timer);
      heard();
    };
    stream.onmessage = ({ data }: MessageEvent<string>) => {
      heard();
      take(JSON.parse(data) as LiveEvent);
    };
    stream.addEventListener(RESYNC, () => void startAfresh());
    stream.onerror = () => {
      if (isEnded) return;
      clearTimeout(timer);
      // The browser reconnects by itself unless the server answered with an error; then the session may have ended,
      // which the next snapshot finds out.
      const isRefused = stream.readyState === EventSource.CLOSED;
      timer = isRefused ? setTimeout(() => void startAfresh(), RETRY) : setTimeout(lost, PATIENCE);
    };
  };

  start();
  return () => {
    isEnded = true;
    clearTimeout(timer);
    source?.close();
  };
}
