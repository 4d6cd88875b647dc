import { type Fact, KeyValueList } from '@shared/components/KeyValueList';
import { useT } from '../i18n';
import styles from './MovedNote.module.css';

/** Shown in a form that was overtaken: what is there now, and that nothing which was typed is lost. */
export function MovedNote({ facts }: { facts: readonly Fact[] }) {
  const t = useT();
  return (
    <div className={styles.moved} role="status">
      <p>{t('moved.meaning')}</p>
      <KeyValueList facts={facts} />
    </div>
  );
}
