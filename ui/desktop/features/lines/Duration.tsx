import { useSecond } from '@shared/components/useNow';
import { useT } from '../../i18n';
import styles from './Lines.module.css';

const two = (value: number) => String(value).padStart(2, '0');

/** "0:42", "12:05", "1:02:05"; never less than nothing, since clocks differ. */
export function durationWords(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours === 0 ? `${minutes}:${two(whole % 60)}` : `${hours}:${two(minutes)}:${two(whole % 60)}`;
}

/** How long it has been, ticking. */
export function Duration({ since }: { since: string }) {
  const t = useT();
  const words = durationWords((useSecond() - new Date(since).getTime()) / 1000);
  return (
    <span className={styles.duration}>
      <span className="visually-hidden">{t('lines.for')} </span>
      <time dateTime={since}>{words}</time>
    </span>
  );
}
