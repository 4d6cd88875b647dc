import { useSyncExternalStore } from 'react';

/** The screens of the main window. */
export const screens = ['home', 'lines', 'addresses', 'delegation', 'emergency', 'history', 'settings'] as const;

/** One of the screens, or the window that only asks. */
export type Route = (typeof screens)[number] | 'prompt';

/** The address of a screen, or of one thing on it. */
export const hrefOf = (route: Route, thing?: string): string =>
  (route === 'home' ? '#/' : `#/${route}`) + (thing === undefined ? '' : `/${encodeURIComponent(thing)}`);

const partsOf = (hash: string): string[] => hash.replace(/^#\//, '').split('/');

const routeOf = (hash: string): Route => {
  const [name] = partsOf(hash);
  return name === 'prompt' ? 'prompt' : (screens.find((screen) => screen === name) ?? 'home');
};

const subscribe = (changed: () => void) => {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
};

const useHash = () => useSyncExternalStore(subscribe, () => window.location.hash);

/** Where this window is. */
export function useRoute(): Route {
  return routeOf(useHash());
}

/** Which thing on the screen a link led to, if to one: the identifier in `#/delegation/{id}`. */
export function useThing(): string | undefined {
  const [, thing] = partsOf(useHash());
  if (thing === undefined || thing === '') return undefined;
  try {
    return decodeURIComponent(thing);
  } catch {
    return undefined;
  }
}
