import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { Search } from '@shared/components/ComboBox';
import type { ReadDirectory } from '@shared/features/delegation/useDirectory';
import { useCallback } from 'react';
import type { Bridge } from './bridge';
import { useBridge } from './session';
import type { Device, LocationView, ReportView } from './types';

/** The answer was to another question. */
class WrongReply extends Error {
  constructor(asked: string, answered: string) {
    super(`asked for ${asked}, got ${answered}`);
    this.name = 'WrongReply';
  }
}

async function locations(bridge: Bridge, words: string): Promise<readonly LocationView[]> {
  const reply = await bridge.ask({ question: 'locations', words, offset: 0 });
  if (reply.answer !== 'locations') throw new WrongReply('locations', reply.answer);
  return reply.value.items;
}

async function reports(bridge: Bridge, offset: number): Promise<{ items: readonly ReportView[]; total: number; offset: number }> {
  const reply = await bridge.ask({ question: 'reports', offset });
  if (reply.answer !== 'reports') throw new WrongReply('reports', reply.answer);
  return reply.value;
}

async function devices(bridge: Bridge): Promise<readonly Device[]> {
  const reply = await bridge.ask({ question: 'devices' });
  if (reply.answer !== 'devices') throw new WrongReply('devices', reply.answer);
  return reply.value;
}

/** Finds company locations; `remember` gets all that were found, since a choice needs more than a name. */
export function useLocationSearch(remember: (found: readonly LocationView[]) => void): Search {
  const bridge = useBridge();
  return useCallback(
    async (query) => {
      const found = await locations(bridge, query);
      remember(found);
      return found.map(({ id, name, path, lines, kind }) => ({
        id,
        name,
        detail: [path.slice(0, -1).join(' › '), lines.join(', ')].filter((part) => part !== '').join(' · '),
        icon: kind === 'site' || kind === 'building' ? 'building' : 'floor',
      }));
    },
    [bridge, remember],
  );
}

/** Everything that this user reported, the latest first, a page at a time. */
export function useReports() {
  const bridge = useBridge();
  return useInfiniteQuery({
    queryKey: ['reports'],
    queryFn: ({ pageParam }) => reports(bridge, pageParam),
    initialPageParam: 0,
    getNextPageParam: ({ items, total, offset }) => {
      const next = offset + items.length;
      return items.length > 0 && next < total ? next : undefined;
    },
  });
}

/** This user's devices. */
export function useDevices() {
  const bridge = useBridge();
  return useQuery({ queryKey: ['devices'], queryFn: () => devices(bridge) });
}

/** Reads who could act on this user's lines. */
export function useReadDirectory(): ReadDirectory {
  const bridge = useBridge();
  return useCallback(
    async (words, offset) => {
      const reply = await bridge.ask({ question: 'directory', words, offset });
      if (reply.answer !== 'directory') throw new WrongReply('directory', reply.answer);
      return reply.value;
    },
    [bridge],
  );
}

/** The calls that a line had, the latest first, a page at a time. */
export function useLineHistory(line: string) {
  const bridge = useBridge();
  return useInfiniteQuery({
    queryKey: ['line_history', line],
    queryFn: async ({ pageParam }) => {
      const reply = await bridge.ask({ question: 'line_history', line, before: pageParam });
      if (reply.answer !== 'line_history') throw new WrongReply('line_history', reply.answer);
      return reply.value;
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ before }) => before ?? undefined,
  });
}
