import { useQueryClient } from '@tanstack/react-query';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { ErrorState } from '@shared/components/ErrorState';
import { OfflineBanner } from '@shared/components/OfflineBanner';
import { Skeleton } from '@shared/components/Skeleton';
import { type ReactNode, useEffect, useRef } from 'react';
import { keys } from '../api/keys';
import { isAdministrator, useLiveView, ViewContext } from '../api/session';
import { useContact } from '../api/useContact';
import { useProblemWords } from '../components/useProblemWords';
import { useT } from '../i18n';
import { Navigation } from './Navigation';
import { ServerNotes } from './ServerNotes';
import styles from './Shell.module.css';

/** Every page with the navigation beside it: the route's own, or the given one. */
export function Shell({ children }: { children?: ReactNode }) {
  const t = useT();
  const client = useQueryClient();
  const { query, view } = useLiveView();
  const { isLost, lastHeard } = useContact();
  const words = useProblemWords();
  // The page that is shown, not the one that is still being fetched.
  const path = useRouterState({ select: ({ resolvedLocation, location }) => (resolvedLocation ?? location).pathname });
  const main = useRef<HTMLElement>(null);
  const shown = useRef(path);

  // A new page is read from its beginning, by eye and by screen reader.
  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    main.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [path]);

  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#main">
        {t('nav.skip')}
      </a>
      {view === undefined ? <div className={styles.side} /> : <Navigation view={view} />}
      <main id="main" ref={main} tabIndex={-1} className={styles.main}>
        {isLost ? <OfflineBanner knownSince={lastHeard === null ? null : new Date(lastHeard)} /> : null}
        {view !== undefined ? (
          <ViewContext value={view}>
            {isAdministrator(view.me.roles) ? <ServerNotes /> : null}
            {children ?? <Outlet />}
          </ViewContext>
        ) : query.isError ? (
          <ErrorState
            title={words.title(query.error)}
            isRetrying={query.isFetching}
            onRetry={() => void client.refetchQueries({ queryKey: keys.snapshot })}
          >
            {words.meaning(query.error)}
          </ErrorState>
        ) : (
          <Skeleton lines={5} />
        )}
      </main>
    </div>
  );
}
