import { useSyncExternalStore } from 'react';
import { type Contact, contactNow, watchContact } from './contact';

/** Whether the server answers. */
export function useContact(): Contact {
  return useSyncExternalStore(watchContact, contactNow);
}
