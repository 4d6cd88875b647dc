import { useState } from 'react';
import type { Prompt } from '../../types';

/** A switch port may become known half a minute after the link: the same network, learnt more exactly. */
const refines = (key: string, coarser: string) => key.startsWith(`${coarser} port `);

/**
 * Tells one question from another, for use as a `key`: what was typed for one network must not be sent for the next,
 * and must not be lost because the same network became known more exactly.
 */
export function usePromptId(prompt: Prompt | null | undefined): number {
  const ask = prompt?.question.ask ?? null;
  const key = prompt?.network_key ?? '';
  const [seen, setSeen] = useState({ ask, key, id: 0 });
  if (seen.ask !== ask || seen.key !== key) {
    const isSame = seen.ask === ask && refines(key, seen.key);
    setSeen({ ask, key, id: isSame ? seen.id : seen.id + 1 });
  }
  return seen.id;
}
