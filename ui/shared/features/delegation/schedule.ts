import { type Day, days, type Hours } from './types';

/** Days that follow each other: from the first to the last. */
export interface DayRange {
  from: Day;
  to: Day;
}

/** Gathers days that follow each other, from Monday on. */
export function dayRanges(chosen: readonly Day[]): DayRange[] {
  const ranges: DayRange[] = [];
  let wasChosen = false;
  for (const day of days) {
    const isChosen = chosen.includes(day);
    const last = ranges.at(-1);
    if (isChosen && wasChosen && last !== undefined) last.to = day;
    else if (isChosen) ranges.push({ from: day, to: day });
    wasChosen = isChosen;
  }
  return ranges;
}

/** The hours last until the next day: `to` is not later than `from`. Times are `HH:MM:SS`, so they sort as text. */
export const isOverMidnight = ({ from, to }: Pick<Hours, 'from' | 'to'>): boolean => to <= from;

/** A whole day, counted from midnight. */
export const isWholeDay = ({ from, to }: Pick<Hours, 'from' | 'to'>): boolean => from === to && from.startsWith('00:00');

/** A moment that shows the given day and time when it is formatted in UTC. */
export function atWallClock(day: Day, time = '00:00:00'): Date {
  // 1 January 2024 was a Monday.
  const date = String(days.indexOf(day) + 1).padStart(2, '0');
  return new Date(`2024-01-${date}T${time}Z`);
}

/** The zone in which this person reads a clock. */
export const ownTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Every zone to choose from, `zone` and the person's own among them even where this system has other names for them. */
export function timeZones(zone: string): string[] {
  return [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', ownTimeZone(), zone])].sort();
}

/** The zone for people: `America/New_York` is "America/New York". */
export const zoneName = (zone: string): string => zone.replaceAll('_', ' ');
