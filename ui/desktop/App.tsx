import { PageHeader } from '@shared/components/PageHeader';
import { useT } from './i18n';

/** The desktop window. */
export function App() {
  const t = useT();
  return (
    <main>
      <PageHeader title={t('app.title')} />
    </main>
  );
}
