import { useSyncExternalStore } from 'react';

/** A clock that is looked at every so many milliseconds. One timer serves everybody, and none runs while nobody looks. */
function clock(interval: number) {
  const watchers = new Set<() => void>();
  let timer: ReturnType<typeof setInterval> | undefined;
  let now = Date.now();
  const tick = () => {
    now = Date.now();
    for (const watcher of watchers) watcher();
  };
  const subscribe = (watcher: () => void) => {
    if (watchers.size === 0) {
      now = Date.now();
      timer = setInterval(tick, interval);
    }
    watchers.add(watcher);
    return () => {
      watchers.delete(watcher);
      if (watchers.size === 0) clearInterval(timer);
    };
  };
  return { subscribe, read: () => now };
}

const slow = clock(15_000);
const seconds = clock(1_000);

/** The time, in milliseconds since 1970, for words such as "2 days ago". */
export function useNow(): number {
  return useSyncExternalStore(slow.subscribe, slow.read);
}

/** The time, in milliseconds since 1970, to the second, for durations that tick. */
export function useSecond(): number {
  return useSyncExternalStore(seconds.subscribe, seconds.read);
}
