import { useSyncExternalStore } from 'react';

/** The screens of the main window. */
export const screens = ['home', 'addresses', 'history', 'settings'] as const;

/** One of the screens, or the window that only asks. */
export type Route = (typeof screens)[number] | 'prompt';

/** The address of a screen. */
export const hrefOf = (route: Route): string => (route === 'home' ? '#/' : `#/${route}`);

const routeOf = (hash: string): Route => {
  const name = hash.replace(/^#\//, '');
  return name === 'prompt' ? 'prompt' : (screens.find((screen) => screen === name) ?? 'home');
};

const subscribe = (changed: () => void) => {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
};

/** Where this window is. */
export function useRoute(): Route {
  return routeOf(useSyncExternalStore(subscribe, () => window.location.hash));
}
