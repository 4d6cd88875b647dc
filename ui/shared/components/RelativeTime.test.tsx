import { act, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { expectAccessible, show } from '../test/render';
import { OfflineBanner } from './OfflineBanner';
import { RelativeTime, inLargestUnit } from './RelativeTime';

describe('inLargestUnit', () => {
  it.each([
    [30, undefined],
    [-59, undefined],
    [-60, { value: -1, unit: 'minute' }],
    [-3_599, { value: -59, unit: 'minute' }],
    [-3_600, { value: -1, unit: 'hour' }],
    [2 * 86_400, { value: 2, unit: 'day' }],
    [-8 * 86_400, { value: -1, unit: 'week' }],
    [-400 * 86_400, { value: -1, unit: 'year' }],
  ])('%d seconds', (seconds, expected) => {
    expect(inLargestUnit(seconds)).toEqual(expected);
  });
});

describe('RelativeTime', () => {
  beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-11-22T12:00:00Z'), toFake: ['Date', 'setInterval', 'clearInterval'] }));
  afterEach(() => void vi.useRealTimers());

  it('says how long ago, with the moment itself at hand', async () => {
    show(<RelativeTime at="2026-11-20T12:00:00Z" />);
    const time = screen.getByText('2 days ago');
    expect(time).toHaveAttribute('datetime', '2026-11-20T12:00:00.000Z');
    expect(time).toHaveAttribute('title', expect.stringMatching(/Friday.*November.*2026/));
    expect(time).toHaveAttribute('tabindex', '0');
    await expectAccessible();
  });

  it('grows older while it is looked at', () => {
    show(<RelativeTime at="2026-11-22T11:59:50Z" isFocusable={false} />);
    expect(screen.getByText('just now')).not.toHaveAttribute('tabindex');
    act(() => void vi.advanceTimersByTime(60_000));
    expect(screen.getByText('1 minute ago')).toBeVisible();
  });

  it('says how old the things are that are shown offline', () => {
    show(<OfflineBanner knownSince="2026-11-22T10:00:00Z" />);
    expect(screen.getByRole('status')).toHaveTextContent('You see what was known 2 hours ago.');
  });
});
