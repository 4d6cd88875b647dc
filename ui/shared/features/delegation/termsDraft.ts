import { lastDay, endOfDay } from './until';
import { ownTimeZone } from './schedule';
import { type Day, days, everything, type Privileges, type Terms } from './types';

/** One line of hours while it is being typed. */
export interface HoursDraft {
  /** Tells the lines apart while they come and go. */
  key: number;
  days: readonly Day[];
  from: string | null;
  to: string | null;
}

/** Terms while they are being typed. */
export interface TermsDraft {
  privileges: Privileges;
  /** Calls ring always, or in the hours below. */
  isAlways: boolean;
  timeZone: string;
  hours: readonly HoursDraft[];
  /** It goes on until it is ended, or until the last day below. */
  hasEnd: boolean;
  lastDay: string | null;
  /** The end that was read, kept to the second as long as its day is not changed. */
  until: string | null;
}

/** What stands in a draft the wrong way, by path. The words belong to whoever shows it. */
export type DraftProblem = 'privileges' | 'until' | 'until_past' | 'time_zone' | 'days' | 'times';

const office: Omit<HoursDraft, 'key'> = { days: days.slice(0, 5), from: '09:00:00', to: '17:00:00' };

/** A further line of hours: the days that no other line has, else none. */
export function furtherHours(lines: readonly HoursDraft[]): HoursDraft {
  const taken = new Set(lines.flatMap((line) => line.days));
  const key = Math.max(0, ...lines.map((line) => line.key)) + 1;
  return lines.length === 0 ? { ...office, key } : { ...office, days: days.filter((day) => !taken.has(day)), key };
}

/** The draft that shows these terms; for somebody new, everything, always and without an end. */
export function draftOf(terms: Terms = { privileges: everything }): TermsDraft {
  const { privileges, schedule, until } = terms;
  const timeZone = schedule?.time_zone ?? ownTimeZone();
  return {
    privileges,
    isAlways: schedule == null,
    timeZone,
    hours: schedule == null ? [{ ...office, key: 1 }] : schedule.hours.map((line, index) => ({ ...line, key: index + 1 })),
    hasEnd: until != null,
    lastDay: until == null ? null : lastDay(until, timeZone),
    until: until ?? null,
  };
}

/** The zone in which the last day is meant: the schedule's, where there is one. */
export const zoneOf = ({ isAlways, timeZone }: TermsDraft): string => (isAlways ? ownTimeZone() : timeZone);

function endOf(draft: TermsDraft): string | null {
  if (!draft.hasEnd || draft.lastDay === null) return null;
  const zone = zoneOf(draft);
  if (draft.until !== null && lastDay(draft.until, zone) === draft.lastDay) return draft.until;
  return endOfDay(draft.lastDay, zone);
}

/** Everything that is wrong with a draft at `now`. */
export function problemsOf(draft: TermsDraft, now: Date): ReadonlySet<DraftProblem> {
  const problems = new Set<DraftProblem>();
  if (!Object.values(draft.privileges).includes(true)) problems.add('privileges');
  if (draft.hasEnd) {
    const until = endOf(draft);
    if (until === null) problems.add('until');
    else if (new Date(until) <= now) problems.add('until_past');
  }
  if (!draft.isAlways) {
    if (draft.timeZone === '') problems.add('time_zone');
    if (draft.hours.some((line) => line.days.length === 0)) problems.add('days');
    if (draft.hours.some((line) => line.from === null || line.to === null)) problems.add('times');
  }
  return problems;
}

/** The terms that a draft without problems stands for. */
export function termsOf(draft: TermsDraft): Terms {
  const until = endOf(draft);
  const hours = draft.hours.map((line) => ({
    days: days.filter((day) => line.days.includes(day)),
    from: line.from ?? '00:00:00',
    to: line.to ?? '00:00:00',
  }));
  return {
    privileges: draft.privileges,
    ...(draft.isAlways ? {} : { schedule: { time_zone: draft.timeZone, hours } }),
    ...(until === null ? {} : { until }),
  };
}
