import { useEffect, useState } from 'react';
import { useTranslate } from '../i18n';
import styles from './Skeleton.module.css';

/** Milliseconds for which nothing is shown: what loads faster than this should not flicker. */
export const SKELETON_DELAY = 200;

/** Stands in for lines of text that are being fetched. */
export function Skeleton({ lines = 3 }: { lines?: number }) {
  const t = useTranslate();
  const [isShown, setIsShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsShown(true), SKELETON_DELAY);
    return () => clearTimeout(timer);
  }, []);
  if (!isShown) return null;
  return (
    <div className={styles.skeleton} role="status">
      <span className="visually-hidden">{t('common.loading')}</span>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} className={styles.line} />
      ))}
    </div>
  );
}
