import { EmptyState } from '@shared/components/EmptyState';
import { Link } from '@tanstack/react-router';
import { useT } from '../i18n';
import { Page } from './Page';

/** The address leads nowhere. */
export function NotFound() {
  const t = useT();
  return (
    <Page title={t('not_found.title')}>
      <EmptyState title={t('not_found.what')} icon="question" action={<Link to="/emergency">{t('not_found.home')}</Link>}>
        {t('not_found.why')}
      </EmptyState>
    </Page>
  );
}
