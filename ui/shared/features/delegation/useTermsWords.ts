import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import { useTranslate } from '../../i18n';
import { atWallClock, dayRanges, isOverMidnight, isWholeDay, ownTimeZone, zoneName } from './schedule';
import { type Day, type Hours, type Privileges, privileges, type Schedule, type Terms } from './types';
import { isEndOfDay } from './until';

const capital = (words: string) => words.charAt(0).toLocaleUpperCase() + words.slice(1);

/** Gives the words for what a delegator grants. */
export function useTermsWords() {
  const intl = useIntl();
  const t = useTranslate();
  return useMemo(() => {
    const zone = ownTimeZone();
    const granted = (of: Privileges) => privileges.filter((privilege) => of[privilege]);
    const day = (name: Day, style: 'short' | 'long') => intl.formatDate(atWallClock(name), { weekday: style, timeZone: 'UTC' });
    const time = (at: string) => intl.formatTime(atWallClock('monday', at), { timeZone: 'UTC' });

    const dayList = (chosen: readonly Day[]) => {
      if (chosen.length === 7) return t('delegation.days.every');
      const ranges = dayRanges(chosen).map(({ from, to }) =>
        from === to ? day(from, 'short') : t('delegation.days.range', { from: day(from, 'short'), to: day(to, 'short') }),
      );
      return ranges.join(', ');
    };

    const hours = ({ days, from, to }: Hours) => {
      const names = dayList(days);
      if (isWholeDay({ from, to })) return t('delegation.hours.whole_day', { days: names });
      const values = { days: names, from: time(from), to: time(to) };
      return t(isOverMidnight({ from, to }) ? 'delegation.hours.over_midnight' : 'delegation.hours', values);
    };

    const schedule = ({ time_zone: theirs, hours: lines }: Schedule) => {
      const all = lines.map(hours).join('; ');
      return theirs === zone ? all : t('delegation.hours.zone', { hours: all, zone: zoneName(theirs) });
    };

    const until = (at: string, within: string = zone) => {
      const now = new Date();
      const moment = new Date(at);
      const year = moment.getFullYear() === now.getFullYear() ? {} : ({ year: 'numeric' } as const);
      const style = { day: 'numeric', month: 'short', ...year } as const;
      const words = isEndOfDay(at, within)
        ? intl.formatDate(moment.getTime() - 1, { ...style, timeZone: within })
        : intl.formatDate(moment, { ...style, hour: '2-digit', minute: '2-digit', timeZone: within });
      return t('delegation.until', { date: words });
    };

    const does = (of: Privileges) => {
      const isBoth = of.place_calls && of.answer_calls;
      const first = isBoth ? [t('delegation.does.place_and_answer')] : [];
      const rest = granted(of)
        .filter((privilege) => !isBoth || (privilege !== 'place_calls' && privilege !== 'answer_calls'))
        .map((privilege) => t(`delegation.does.${privilege}`));
      return capital(intl.formatList([...first, ...rest], { type: 'conjunction' }));
    };

    return {
      /** "Mon" or "Monday". */
      day,
      /** "Place calls". */
      name: (privilege: keyof Privileges) => t(`delegation.privilege.${privilege}`),
      /** "Places and answers calls and picks up held calls". */
      does,
      /** "Mon–Fri 09:00–17:00", with the zone where it is another than the reader's. */
      schedule,
      /** "until 24 Dec". */
      until,
      /** "Answers and places calls, Mon–Fri 09:00–17:00, until 24 Dec". */
      terms: ({ privileges: of, schedule: when, until: end }: Terms) =>
        [
          granted(of).length === 0 ? t('delegation.does.nothing') : does(of),
          ...(when == null ? [] : [schedule(when)]),
          ...(end == null ? [] : [until(end, when?.time_zone ?? zone)]),
        ].join(', '),
    };
  }, [intl, t]);
}
