import { Icon, type IconName } from '@shared/components/Icon';
import type { ReactNode } from 'react';
import styles from './Banner.module.css';

/** Props of {@link Banner}. */
export interface BannerProps {
  status: 'asks' | 'unavailable' | 'neutral';
  icon: IconName;
  /** What is so. */
  title: string;
  /** What it means. */
  children: ReactNode;
  /** Somebody's life may hang on it: a screen reader says it at once. */
  isUrgent?: boolean;
  /** The button that mends it. */
  action?: ReactNode;
}

/** Says above every screen what keeps the client from working as it should. */
export function Banner({ status, icon, title, children, isUrgent = false, action }: BannerProps) {
  return (
    <div className={styles.banner} data-status={status} role={isUrgent ? 'alert' : 'status'}>
      <Icon name={icon} />
      <p>
        <strong>{title}.</strong> {children}
      </p>
      {action}
    </div>
  );
}
