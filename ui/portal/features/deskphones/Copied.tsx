import { Button } from '@shared/components/Button';
import { toasts } from '@shared/components/toasts';
import { useT } from '../../i18n';
import styles from './DeskPhones.module.css';

/** Copies a value; where the browser does not let it, the person selects what is shown. */
function CopyButton({ name, value }: { name: string; value: string }) {
  const t = useT();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      toasts.show({ text: t('deskphones.copied', { name }) });
    } catch {
      toasts.show({ status: 'unavailable', text: t('deskphones.not_copied') });
    }
  };
  return (
    <Button aria-label={t('deskphones.copy.label', { name })} onPress={() => void copy()}>
      {t('deskphones.copy')}
    </Button>
  );
}

/** A short value with a button that copies it. */
export function CopiedValue({ name, value }: { name: string; value: string }) {
  return (
    <div className={styles.value}>
      <div>
        <span className={styles.name}>{name}</span>
        <code>{value}</code>
      </div>
      <CopyButton name={name} value={value} />
    </div>
  );
}

/** Some lines of text with a button that copies them. It scrolls, so the keyboard can reach it. */
export function CopiedText({ name, value }: { name: string; value: string }) {
  return (
    <div className={styles.values}>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- WCAG 2.1.1 asks for it where something scrolls. */}
      <pre className={styles.text} role="region" aria-label={name} tabIndex={0}>
        <code>{value}</code>
      </pre>
      <div>
        <CopyButton name={name} value={value} />
      </div>
    </div>
  );
}
