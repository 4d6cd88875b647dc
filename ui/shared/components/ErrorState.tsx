import type { ReactNode } from 'react';
import { useTranslate } from '../i18n';
import { Button } from './Button';
import { Icon } from './Icon';
import styles from './State.module.css';

/** Props of {@link ErrorState}. */
export interface ErrorStateProps {
  /** What happened. */
  title?: string;
  /** What it means, above all for an emergency call, and what to do. */
  children: ReactNode;
  onRetry?: () => void;
  isRetrying?: boolean;
}

/** Where something could not be shown or done. */
export function ErrorState({ title, children, onRetry, isRetrying = false }: ErrorStateProps) {
  const t = useTranslate();
  return (
    <section className={styles.state} data-error role="alert">
      <Icon name="alert" />
      <h2>{title ?? t('error.title')}</h2>
      <div className={styles.words}>{children}</div>
      {onRetry === undefined ? null : (
        <Button onPress={onRetry} isPending={isRetrying}>
          {t('common.retry')}
        </Button>
      )}
    </section>
  );
}
