import { useIntl } from 'react-intl';
import { useTranslate } from '../i18n';
import styles from './RelativeTime.module.css';
import { useNow } from './useNow';

const units = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** Seconds as the largest unit of which there is at least one; undefined for less than a minute. */
export function inLargestUnit(seconds: number): { value: number; unit: (typeof units)[number][0] } | undefined {
  for (const [unit, length] of units) {
    if (Math.abs(seconds) >= length) return { value: Math.trunc(seconds / length), unit };
  }
  return undefined;
}

/** The words for a moment as seen from now, for use inside a message. */
export function useRelativeTime(at: Date | string): string {
  const intl = useIntl();
  const t = useTranslate();
  const now = useNow();
  const distance = inLargestUnit((new Date(at).getTime() - now) / 1000);
  return distance === undefined ? t('time.now') : intl.formatRelativeTime(distance.value, distance.unit, { numeric: 'auto' });
}

/** Props of {@link RelativeTime}. */
export interface RelativeTimeProps {
  /** RFC 3339, or a date. */
  at: Date | string;
  /** Off inside a table or a link, which take the focus themselves. */
  isFocusable?: boolean;
}

/** "2 days ago", and the full date and time on hover and on focus. */
export function RelativeTime({ at, isFocusable = true }: RelativeTimeProps) {
  const intl = useIntl();
  const words = useRelativeTime(at);
  const moment = new Date(at);
  const absolute = intl.formatDate(moment, { dateStyle: 'full', timeStyle: 'short' });
  return (
    <time
      className={styles.time}
      dateTime={moment.toISOString()}
      title={absolute}
      data-absolute={absolute}
      // The full date must be within reach of the keyboard too.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={isFocusable ? 0 : undefined}
    >
      {words}
    </time>
  );
}
