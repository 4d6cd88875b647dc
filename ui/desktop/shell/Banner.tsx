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
  /** The button that mends it. */
  action?: ReactNode;
}

/** Says above every screen what keeps the client from working as it should. */
export function Banner({ status, icon, title, children, action }: BannerProps) {
  return (
    <div className={styles.banner} data-status={status} role="status">
      <Icon name={icon} />
      <p>
        <strong>{title}.</strong> {children}
      </p>
      {action}
    </div>
  );
}
