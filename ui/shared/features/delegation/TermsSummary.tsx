import type { Terms } from './types';
import { useTermsWords } from './useTermsWords';

/** What was granted, in one line: "Answers and places calls, Mon–Fri 09:00–17:00, until 24 Dec". */
export function TermsSummary({ terms }: { terms: Terms }) {
  return <p>{useTermsWords().terms(terms)}</p>;
}
