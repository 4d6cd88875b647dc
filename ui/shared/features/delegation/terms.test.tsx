import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { show } from '../../test/render';
import { dayRanges, isOverMidnight, isWholeDay, ownTimeZone, timeZones } from './schedule';
import { draftOf, furtherHours, problemsOf, termsOf } from './termsDraft';
import { TermsSummary } from './TermsSummary';
import type { Hours, Privileges, Terms } from './types';
import { endOfDay, isEndOfDay, lastDay } from './until';

const zone = ownTimeZone();
const none: Privileges = { place_calls: false, answer_calls: false, pick_up_held: false, lock_calls: false };
const weekdays: Hours['days'] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'];
const nextYear = new Date().getFullYear() + 1;

const said = (terms: Terms) => {
  const { unmount } = show(<TermsSummary terms={terms} />);
  const words = screen.getByText(/./, { selector: 'p' }).textContent;
  unmount();
  return words;
};

describe('terms in words', () => {
  it('say who may do what, when, and until when', () => {
    const terms: Terms = {
      privileges: { ...none, answer_calls: true, place_calls: true },
      schedule: { time_zone: zone, hours: [{ days: weekdays, from: '09:00:00', to: '17:00:00' }] },
      until: endOfDay(`${nextYear}-12-24`, zone),
    };
    expect(said(terms).replaceAll('\u202f', ' ')).toBe(`Places and answers calls, Mon–Fri 9:00 AM–5:00 PM, until Dec 24, ${nextYear}`);
  });

  it.each<[Privileges, string]>([
    [{ ...none, lock_calls: true }, 'Locks calls'],
    [{ ...none, place_calls: true, pick_up_held: true }, 'Places calls and picks up held calls'],
    [{ ...none, place_calls: true, answer_calls: true, lock_calls: true }, 'Places and answers calls and locks calls'],
    [none, 'May do nothing'],
  ])('name every privilege: %j', (privileges, words) => {
    expect(said({ privileges })).toBe(words);
  });

  it('name the time zone only where it is another than the reader\u2019s', () => {
    const other = zone === 'Asia/Tokyo' ? 'America/New_York' : 'Asia/Tokyo';
    const hours: Hours[] = [{ days: weekdays, from: '09:00:00', to: '17:00:00' }];
    const privileges = { ...none, answer_calls: true };
    expect(said({ privileges, schedule: { time_zone: zone, hours } })).not.toContain('time)');
    expect(said({ privileges, schedule: { time_zone: other, hours } })).toContain(`(${other.replaceAll('_', ' ')} time)`);
  });

  it('tell nights and whole days', () => {
    const privileges = { ...none, answer_calls: true };
    const week: Hours['days'] = [...weekdays, 'saturday', 'sunday'];
    const words = said({
      privileges,
      schedule: {
        time_zone: zone,
        hours: [
          { days: week, from: '22:00:00', to: '06:00:00' },
          { days: ['sunday'], from: '00:00:00', to: '00:00:00' },
        ],
      },
    });
    expect(words).toMatch(/every day .* to .* the next day; Sun all day$/);
  });
});

describe('days and hours', () => {
  it('are gathered where they follow each other', () => {
    expect(dayRanges(['sunday', 'monday', 'tuesday', 'thursday'])).toEqual([
      { from: 'monday', to: 'tuesday' },
      { from: 'thursday', to: 'thursday' },
      { from: 'sunday', to: 'sunday' },
    ]);
    expect(dayRanges([])).toEqual([]);
  });

  it('last over midnight when they end no later than they begin', () => {
    expect(isOverMidnight({ from: '22:00:00', to: '06:00:00' })).toBe(true);
    expect(isOverMidnight({ from: '09:00:00', to: '17:00:00' })).toBe(false);
    expect(isWholeDay({ from: '00:00:00', to: '00:00:00' })).toBe(true);
    expect(isWholeDay({ from: '09:00:00', to: '09:00:00' })).toBe(false);
  });

  it('keep a zone that this system does not list', () => {
    expect(timeZones('Asia/Calcutta')).toContain('Asia/Calcutta');
  });
});

describe('the last day', () => {
  it.each(['Europe/London', 'America/New_York', 'Pacific/Auckland', 'Asia/Kathmandu'])('is the same again in %s, also when the clocks change', (where) => {
    for (const day of ['2027-03-28', '2027-10-31', '2027-12-24', '2027-03-14', '2027-04-04']) {
      const until = endOfDay(day, where);
      expect(lastDay(until, where)).toBe(day);
      expect(isEndOfDay(until, where)).toBe(true);
    }
  });

  it('is the day of an end that is no midnight', () => {
    expect(lastDay('2027-12-24T15:00:00Z', 'Europe/London')).toBe('2027-12-24');
    expect(isEndOfDay('2027-12-24T15:00:00Z', 'Europe/London')).toBe(false);
  });
});

describe('a draft', () => {
  const terms: Terms = {
    privileges: { ...none, answer_calls: true },
    schedule: { time_zone: 'Asia/Tokyo', hours: [{ days: ['monday', 'friday'], from: '09:00:00', to: '17:00:00' }] },
    until: `${nextYear}-12-24T15:00:00Z`,
  };

  it('gives the terms back that it was made of, to the second', () => {
    expect(termsOf(draftOf(terms))).toEqual(terms);
    expect(termsOf(draftOf({ privileges: none }))).toEqual({ privileges: none });
  });

  it('ends with the last day once that is another', () => {
    expect(termsOf({ ...draftOf(terms), lastDay: `${nextYear}-12-31` }).until).toBe(endOfDay(`${nextYear}-12-31`, 'Asia/Tokyo'));
  });

  it('offers for further hours the days that are left', () => {
    const { hours } = draftOf(terms);
    expect(furtherHours(hours).days).toEqual(['tuesday', 'wednesday', 'thursday', 'saturday', 'sunday']);
  });

  it('tells what is wrong with it', () => {
    const now = new Date();
    const draft = draftOf(terms);
    expect([...problemsOf(draft, now)]).toEqual([]);
    expect([...problemsOf({ ...draft, privileges: none }, now)]).toEqual(['privileges']);
    expect([...problemsOf({ ...draft, lastDay: null }, now)]).toEqual(['until']);
    expect([...problemsOf({ ...draft, lastDay: '2020-01-01' }, now)]).toEqual(['until_past']);
    expect([...problemsOf({ ...draft, hours: [{ key: 1, days: [], from: null, to: '17:00:00' }] }, now)]).toEqual(['days', 'times']);
    // What is not sent cannot be wrong.
    expect([...problemsOf({ ...draft, isAlways: true, hours: [] }, now)]).toEqual([]);
  });
});
