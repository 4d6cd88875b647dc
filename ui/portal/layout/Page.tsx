import { PageHeader } from '@shared/components/PageHeader';
import type { ReactNode } from 'react';
import { useT } from '../i18n';
import styles from './Page.module.css';

/** Props of {@link Page}. */
export interface PageProps {
  title: string;
  /** What the page is for. */
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A page under its heading; the browser's tab carries the same title. */
export function Page({ title, note, actions, children }: PageProps) {
  const t = useT();
  return (
    <div className={styles.page}>
      <title>{t('app.page_title', { title })}</title>
      <PageHeader title={title} actions={actions}>
        {note}
      </PageHeader>
      {children}
    </div>
  );
}

/** A part of a page under a heading of its own. */
export function Section({ title, note, actions, children }: PageProps) {
  return (
    <section className={styles.section} aria-label={title}>
      <header className={styles.heading}>
        <div>
          <h2>{title}</h2>
          {note === undefined ? null : <p className={styles.note}>{note}</p>}
        </div>
        {actions}
      </header>
      {children}
    </section>
  );
}
