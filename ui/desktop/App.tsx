import { ErrorState } from '@shared/components/ErrorState';
import { Skeleton } from '@shared/components/Skeleton';
import { Toaster } from '@shared/components/Toaster';
import { Messages } from '@shared/i18n';
import { applyTheme } from '@shared/theme';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import styles from './App.module.css';
import type { Bridge } from './bridge';
import { FirstRun } from './features/first-run/FirstRun';
import { PromptWindow } from './features/prompt/PromptWindow';
import { messages, useT } from './i18n';
import { useRoute } from './route';
import { useView, WithSession } from './session';
import { MainWindow } from './shell/MainWindow';

/** Without a network the client's own store still answers, so questions are never held back. */
const newQueries = () =>
  new QueryClient({ defaultOptions: { queries: { networkMode: 'always', retry: false, refetchOnWindowFocus: false } } });

/** A window of the desktop client. */
export function App({ bridge }: { bridge: Bridge }) {
  const [queries] = useState(newQueries);
  return (
    <Messages messages={messages}>
      <QueryClientProvider client={queries}>
        <WithSession
          bridge={bridge}
          loading={
            <main className={styles.waiting}>
              <Skeleton lines={4} />
            </main>
          }
          failed={(reason, retry) => <NoView reason={reason} onRetry={retry} />}
        >
          <Window />
        </WithSession>
      </QueryClientProvider>
    </Messages>
  );
}

function NoView({ reason, onRetry }: { reason: string; onRetry: () => void }) {
  const t = useT();
  return (
    <main className={styles.waiting}>
      <ErrorState title={t('app.no_view')} onRetry={onRetry}>
        <p>{t('app.no_view.meaning')}</p>
        <p>{reason}</p>
      </ErrorState>
    </main>
  );
}

function Window() {
  const { step, settings } = useView();
  const route = useRoute();
  const theme = settings.theme ?? 'system';
  useEffect(() => applyTheme(theme), [theme]);
  // The window that only asks is small and soon closed: it says itself what came of the answer.
  if (route === 'prompt') return <PromptWindow />;
  return (
    <div className={styles.frame}>
      <Screen>{step.step === 'ready' ? <MainWindow /> : <FirstRun step={step} />}</Screen>
      <Toaster place="below" />
    </div>
  );
}

/** What scrolls above the messages. */
function Screen({ children }: { children: ReactNode }) {
  const screen = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The page itself does not scroll, so the keys that scroll have to find their way here from the start.
    if (document.activeElement === document.body) screen.current?.focus();
  }, []);
  return (
    <div ref={screen} className={styles.screen} tabIndex={-1}>
      {children}
    </div>
  );
}
