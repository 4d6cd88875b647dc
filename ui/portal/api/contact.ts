/** Whether the server answers, and when it last did. */
export interface Contact {
  isLost: boolean;
  /** Milliseconds since 1970; null before the first answer. */
  lastHeard: number | null;
}

let lastHeard: number | null = null;
let contact: Contact = { isLost: false, lastHeard };
const watchers = new Set<() => void>();

// The watched object changes only with the news, so that nothing is drawn again for each answer.
function set(isLost: boolean) {
  if (isLost === contact.isLost) return;
  contact = { isLost, lastHeard };
  for (const watcher of watchers) watcher();
}

/** The server answered. */
export function heard(): void {
  lastHeard = Date.now();
  set(false);
}

/** The server could not be reached. */
export function lost(): void {
  set(true);
}

/** The present state; the same object until contact is lost or found again. */
export function contactNow(): Contact {
  return contact;
}

/** Calls the watcher when contact is lost or found, until the returned function is called. */
export function watchContact(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}
