import { type CalendarDate, fromAbsolute, parseDate, toCalendarDate, toZoned } from '@internationalized/date';

/** The moment at which a delegation ends whose last day is `day` (`YYYY-MM-DD`) in that zone: the next midnight. */
export function endOfDay(day: string, zone: string): string {
  return toZoned(parseDate(day).add({ days: 1 }), zone).toDate().toISOString();
}

/** The last day that an end leaves, as `YYYY-MM-DD` in that zone. */
export function lastDay(until: string, zone: string): string {
  return lastDate(until, zone).toString();
}

function lastDate(until: string, zone: string): CalendarDate {
  return toCalendarDate(fromAbsolute(new Date(until).getTime() - 1, zone));
}

/** The end is a midnight in that zone, so that its last day says it all. */
export function isEndOfDay(until: string, zone: string): boolean {
  const { hour, minute, second } = fromAbsolute(new Date(until).getTime(), zone);
  return hour === 0 && minute === 0 && second === 0;
}
