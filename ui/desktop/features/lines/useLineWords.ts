import { phoneNumber } from '@shared/components/phoneNumber';
import { useT } from '../../i18n';
import { useView } from '../../session';
import type { Line, Member, OtherParty, Person, Refusal } from '../../types';

/** Whose words these are: the line, and the names of those who are mentioned. */
export type About = Pick<Line, 'delegator' | 'delegator_name'> & { people: readonly Person[] };

/** Gives the words for what is on a line. */
export function useLineWords({ delegator, delegator_name: owner, people }: About) {
  const t = useT();
  const { me } = useView();
  const isMe = (who: Member | null | undefined) => who?.kind === 'user' && who.id === me?.id;
  const name = (who: Member | null | undefined) =>
    people.find((person) => person.who.kind === who?.kind && person.who.id === who?.id)?.name ?? t('lines.somebody');
  const number = (of: string) => phoneNumber(of, me?.site_address.country);
  const sentence = (refusal: Refusal) => {
    if (refusal.reason === 'appearance_taken' || refusal.reason === 'locked') {
      return t(`refusal.${refusal.reason}`, { you: String(isMe(refusal.by)), name: name(refusal.by) });
    }
    if (refusal.reason === 'outdated' || refusal.reason === 'not_on_call') {
      const who = refusal.by == null ? 'nobody' : isMe(refusal.by) ? 'you' : 'somebody';
      return t(`refusal.${refusal.reason}`, { who, name: name(refusal.by) });
    }
    if (refusal.reason === 'needs_privilege') return t(`refusal.needs.${refusal.privilege}`, { name: owner });
    return t(`refusal.${refusal.reason}`);
  };
  return {
    isOwn: me?.id === delegator,
    isMe,
    /** "Dana Whitfield". */
    name,
    /** "You", or "Sam Okafor". */
    who: (who: Member) => (isMe(who) ? t('lines.you') : name(who)),
    /** A number as it is written here. */
    number,
    /** With whom: the name where there is one, else the number. */
    other: ({ name: called, number: of }: OtherParty) => called ?? (of == null ? t('lines.withheld') : number(of)),
    /** Why something is not to be had. */
    refusal: sentence,
  };
}

/** The words for one line. */
export type LineWords = ReturnType<typeof useLineWords>;
