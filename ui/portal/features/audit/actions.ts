import { useCallback } from 'react';
import { messages, useT } from '../../i18n';

type Key = keyof typeof messages;

const isKey = (key: string): key is Key => key in messages;

/** Gives an action in words; one that is newer than this page by its name. */
export function useActionWords(): (action: string) => string {
  const t = useT();
  return useCallback(
    (action) => {
      const key = `audit.did.${action}`;
      return isKey(key) ? t(key) : action;
    },
    [t],
  );
}
