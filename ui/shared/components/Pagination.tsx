import { useTranslate } from '../i18n';
import { IconButton } from './IconButton';
import styles from './Pagination.module.css';

/** Props of {@link Pagination}. */
export interface PaginationProps {
  /** Counted from one. */
  page: number;
  pageSize: number;
  total: number;
  onPage: (page: number) => void;
}

/** Goes through what the server has, a page at a time. Nothing is shown where everything fits on one. */
export function Pagination({ page, pageSize, total, onPage }: PaginationProps) {
  const t = useTranslate();
  const last = Math.max(1, Math.ceil(total / pageSize));
  if (last === 1) return null;
  const from = (page - 1) * pageSize + 1;
  const to = Math.min(total, page * pageSize);
  return (
    <nav className={styles.pages} aria-label={t('pagination.label')}>
      <span className={styles.range} aria-live="polite">
        {t('pagination.range', { from, to, total })}
      </span>
      <IconButton icon="chevron-left" label={t('pagination.previous')} isDisabled={page <= 1} onPress={() => onPage(page - 1)} />
      <IconButton icon="chevron-right" label={t('pagination.next')} isDisabled={page >= last} onPress={() => onPage(page + 1)} />
    </nav>
  );
}
