import type { SearchFieldProps as AriaSearchFieldProps } from 'react-aria-components';
import { SearchField as AriaSearchField, Button, Input } from 'react-aria-components';
import { useTranslate } from '../i18n';
import field from './Field.module.css';
import { Icon } from './Icon';
import styles from './SearchField.module.css';

/** Props of {@link SearchField}. */
export type SearchFieldProps = Omit<AriaSearchFieldProps, 'children' | 'className' | 'style' | 'aria-label'> & {
  /** What is searched, read out and shown as the placeholder: "Search users". */
  label: string;
};

/** Narrows what is shown. Escape empties it. */
export function SearchField({ label, ...props }: SearchFieldProps) {
  const t = useTranslate();
  return (
    <AriaSearchField {...props} aria-label={label} className={styles.search ?? ''}>
      <Icon name="search" small />
      <Input className={`${field.control} ${styles.input}`} placeholder={label} />
      <Button className={styles.clear ?? ''} aria-label={t('common.clear')}>
        <Icon name="close" small />
      </Button>
    </AriaSearchField>
  );
}
