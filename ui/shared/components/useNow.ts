import { useSyncExternalStore } from 'react';

/** How often what is shown of the passing time is looked at again, in milliseconds. */
const TICK = 15_000;

const watchers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = Date.now();

function tick() {
  now = Date.now();
  for (const watcher of watchers) watcher();
}

function subscribe(watcher: () => void) {
  if (watchers.size === 0) {
    now = Date.now();
    timer = setInterval(tick, TICK);
  }
  watchers.add(watcher);
  return () => {
    watchers.delete(watcher);
    if (watchers.size === 0) clearInterval(timer);
  };
}

/** The time, in milliseconds since 1970. One timer serves everybody, and none runs while nobody looks. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}
