import { ErrorState } from '@shared/components/ErrorState';
import { useT } from '../i18n';
import { Page } from './Page';

/** A page could not be fetched or drawn. Loading anew also brings the files of a server that was updated meanwhile. */
export function NotLoaded() {
  const t = useT();
  return (
    <Page title={t('not_loaded.title')}>
      <ErrorState title={t('not_loaded.what')} onRetry={() => window.location.reload()}>
        {t('not_loaded.meaning')}
      </ErrorState>
    </Page>
  );
}
