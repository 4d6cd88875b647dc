import { type FocusEvent, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslate } from '../i18n';
import { Button } from './Button';
import { Icon, type IconName } from './Icon';
import { IconButton } from './IconButton';
import styles from './Toaster.module.css';
import { type Toast, type Toasts, toasts as toastsOfWindow } from './toasts';

/** Milliseconds that a toast stays; what can be undone stays longer. */
export const TOAST_TIME = { plain: 6_000, undo: 12_000 };

const signs: Record<NonNullable<Toast['status']>, IconName> = {
  settled: 'check-circle',
  unavailable: 'alert',
  neutral: 'bell',
};

function ToastCard({ toast, isHeld, onDismiss }: { toast: Toast; isHeld: boolean; onDismiss: (id: number) => void }) {
  const t = useTranslate();
  const { id, text, status = 'settled', onUndo } = toast;
  const time = onUndo === undefined ? TOAST_TIME.plain : TOAST_TIME.undo;
  useEffect(() => {
    // A failure stays until it has been read.
    if (isHeld || status === 'unavailable') return undefined;
    const timer = setTimeout(() => onDismiss(id), time);
    return () => clearTimeout(timer);
  }, [id, isHeld, onDismiss, status, time]);
  return (
    <div className={styles.toast} data-status={status}>
      <Icon name={signs[status]} />
      <span className={styles.text}>{text}</span>
      {onUndo === undefined ? null : (
        <Button
          kind="quiet"
          onPress={() => {
            onUndo();
            onDismiss(id);
          }}
        >
          {t('common.undo')}
        </Button>
      )}
      <IconButton icon="close" label={t('toast.dismiss')} onPress={() => onDismiss(id)} />
    </div>
  );
}

/** Props of {@link Toaster}. */
export interface ToasterProps {
  toasts?: Toasts;
  /** Over the foot of a large page, or below what the window shows, where it covers nothing. */
  place?: 'over' | 'below';
}

/** Where toasts appear. One per window, mounted always, so that screen readers know its live region. */
export function Toaster({ toasts = toastsOfWindow, place = 'over' }: ToasterProps) {
  const t = useTranslate();
  const shown = useSyncExternalStore(toasts.watch, toasts.shown);
  const [isHovered, setIsHovered] = useState(false);
  const [isFocused, setIsFocused] = useState(false);
  const cameFrom = useRef<HTMLElement | null>(null);

  const enter = (event: FocusEvent) => {
    setIsFocused(true);
    const from = event.relatedTarget;
    if (from instanceof HTMLElement && !event.currentTarget.contains(from)) cameFrom.current = from;
  };
  const leave = (event: FocusEvent) => {
    if (!event.currentTarget.contains(event.relatedTarget)) setIsFocused(false);
  };
  const dismiss = (id: number) => {
    toasts.dismiss(id);
    setIsHovered(false);
    if (isFocused) {
      setIsFocused(false);
      cameFrom.current?.focus();
    }
  };
  // The cards' timers must not start anew whenever the toaster is drawn again.
  const latest = useRef(dismiss);
  useEffect(() => {
    latest.current = dismiss;
  });
  const [onDismiss] = useState(() => (id: number) => latest.current(id));

  return (
    // Nothing is operated here: the timers only wait while somebody reads.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section
      className={styles.toaster}
      data-place={place}
      data-empty={shown.length === 0 || undefined}
      aria-label={t('toast.region')}
      onFocus={enter}
      onBlur={leave}
      onPointerEnter={() => setIsHovered(true)}
      onPointerLeave={() => setIsHovered(false)}
    >
      <div className={styles.live} role="status" aria-live="polite">
        {shown.map((toast) => (
          <ToastCard key={toast.id} toast={toast} isHeld={isHovered || isFocused} onDismiss={onDismiss} />
        ))}
      </div>
    </section>
  );
}
