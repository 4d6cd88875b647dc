import { type ReactNode, useEffect, useRef } from 'react';
import styles from './Delegation.module.css';

/** One delegation. Where a link led to it, it is brought into view and marked, and takes the focus. */
export function Card({ isMarked, asks = false, children }: { isMarked: boolean; asks?: boolean; children: ReactNode }) {
  const element = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (!isMarked) return;
    element.current?.scrollIntoView({ block: 'center' });
    element.current?.focus({ preventScroll: true });
  }, [isMarked]);
  return (
    <li ref={element} className={styles.card} tabIndex={-1} data-marked={isMarked || undefined} data-asks={asks || undefined}>
      {children}
    </li>
  );
}
