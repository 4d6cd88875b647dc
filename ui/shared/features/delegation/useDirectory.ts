import { useEffect, useState } from 'react';
import type { DirectoryEntry } from './types';

/** Reads who could be asked: whose name or extension has the words, from item `offset` on. */
export type ReadDirectory = (
  words: string,
  offset: number,
  signal: AbortSignal,
) => Promise<{ items: readonly DirectoryEntry[]; total: number }>;

/** How long typing has to pause before the directory is asked, in milliseconds. */
const PAUSE = 200;

interface Found {
  words: string;
  items: readonly DirectoryEntry[];
  total: number;
}

/** Who could be asked, as far as it has been read. */
export function useDirectory(read: ReadDirectory, words: string) {
  const [found, setFound] = useState<Found | null>(null);
  const [wanted, setWanted] = useState({ words, offset: 0, attempt: 0 });
  const [failure, setFailure] = useState<unknown>(null);
  const [isReading, setIsReading] = useState(true);
  if (wanted.words !== words) setWanted({ words, offset: 0, attempt: 0 });

  useEffect(() => {
    const overtaken = new AbortController();
    const { words: asked, offset } = wanted;
    const timer = setTimeout(
      () => {
        setIsReading(true);
        read(asked, offset, overtaken.signal).then(
          ({ items, total }) => {
            if (overtaken.signal.aborted) return;
            setFound((before) => ({ words: asked, items: offset > 0 && before !== null ? [...before.items, ...items] : items, total }));
            setFailure(null);
            setIsReading(false);
          },
          (reason: unknown) => {
            if (overtaken.signal.aborted) return;
            setFailure(reason);
            setIsReading(false);
          },
        );
      },
      asked === '' || offset > 0 ? 0 : PAUSE,
    );
    return () => {
      clearTimeout(timer);
      overtaken.abort();
    };
  }, [read, wanted]);

  const items = found?.items ?? [];
  return {
    items: failure === null ? items : [],
    /** The words to which these items belong; null before the first answer. */
    foundFor: found?.words ?? null,
    failure,
    isReading,
    hasMore: found !== null && items.length < found.total,
    more: () => setWanted({ words, offset: items.length, attempt: 0 }),
    retry: () => setWanted((before) => ({ ...before, attempt: before.attempt + 1 })),
  };
}
