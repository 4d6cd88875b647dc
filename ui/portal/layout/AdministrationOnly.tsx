import { EmptyState } from '@shared/components/EmptyState';
import { Outlet } from '@tanstack/react-router';
import { isAdministrator, useView } from '../api/session';
import { useT } from '../i18n';
import { Page } from './Page';

/** What is shown in place of a page that is not the reader's to see. */
export function Forbidden() {
  const t = useT();
  return (
    <Page title={t('forbidden.title')}>
      <EmptyState title={t('forbidden.what')} icon="lock">
        {t('forbidden.why')}
      </EmptyState>
    </Page>
  );
}

/** Lets administrators through. The server refuses the others too; here they are told in words. */
export function AdministrationOnly() {
  const { me } = useView();
  return isAdministrator(me.roles) ? <Outlet /> : <Forbidden />;
}
