import { useState } from 'react';
import { useTranslate } from '../../i18n';
import { type DraftProblem, draftOf, problemsOf, type TermsDraft, termsOf } from './termsDraft';
import type { Terms, Trouble } from './types';

/** What is wrong with each part of the terms, in words. */
export interface TermsErrors {
  privileges: string | undefined;
  timeZone: string | undefined;
  hours: string | undefined;
  until: string | undefined;
}

/** Terms while they are being typed. Nothing is called wrong before the person has tried to send it. */
export function useTermsDraft(first: Terms | undefined, trouble: Trouble | null) {
  const t = useTranslate();
  const [draft, setDraft] = useState(() => draftOf(first));
  const [found, setFound] = useState<ReadonlySet<DraftProblem>>(new Set());
  const say = (...problems: DraftProblem[]) => {
    const problem = problems.find((name) => found.has(name));
    return problem === undefined ? undefined : t(`delegation.wrong.${problem}`);
  };
  const errors: TermsErrors = {
    privileges: say('privileges') ?? trouble?.fields['terms.privileges'],
    timeZone: say('time_zone') ?? trouble?.fields['terms.schedule.time_zone'],
    hours: say('days', 'times') ?? trouble?.fields['terms.schedule.hours'],
    until: say('until', 'until_past') ?? trouble?.fields['terms.until'],
  };
  return {
    draft,
    errors,
    change: (changes: Partial<TermsDraft>) => {
      const next = { ...draft, ...changes };
      setDraft(next);
      // What was wrong is right as soon as it is mended, not only at the next attempt.
      if (found.size > 0) setFound(problemsOf(next, new Date()));
    },
    /** Shows other terms, and forgets what was typed. */
    show: (terms: Terms) => {
      setDraft(draftOf(terms));
      setFound(new Set());
    },
    /** The terms, if nothing is wrong with them; else says what is. */
    check: (): Terms | null => {
      const problems = problemsOf(draft, new Date());
      setFound(problems);
      return problems.size === 0 ? termsOf(draft) : null;
    },
    /** The terms as they stand, where they stand for any. */
    terms: problemsOf(draft, new Date()).size === 0 ? termsOf(draft) : null,
  };
}
