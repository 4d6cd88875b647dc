import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useEffect, useState } from 'react';
import type { Bridge } from './bridge';
import type { View } from './types';

interface Session {
  bridge: Bridge;
  view: View;
}

const SessionContext = createContext<Session | null>(null);

function useSession(): Session {
  const session = use(SessionContext);
  if (session === null) throw new Error('a screen was drawn outside of WithSession');
  return session;
}

/** What is to be shown. */
export function useView(): View {
  return useSession().view;
}

/** The way to the client's mind. */
export function useBridge(): Bridge {
  return useSession().bridge;
}

/** Props of {@link WithSession}. */
export interface WithSessionProps {
  bridge: Bridge;
  /** Shown until the first view is there. */
  loading: ReactNode;
  /** Shown when there will be no view; `retry` asks for it again. */
  failed: (reason: string, retry: () => void) => ReactNode;
  children: ReactNode;
}

/** Gives the screens below the view, and follows its changes. */
export function WithSession({ bridge, loading, failed, children }: WithSessionProps) {
  const [view, setView] = useState<View | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    let isGone = false;
    let hasHeard = false;
    // Listening comes first, so that no change between the two is missed; what is heard is newer than what is asked.
    const stop = bridge.onView((next) => {
      hasHeard = true;
      setView(next);
    });
    bridge.view().then(
      (first) => {
        if (isGone) return;
        setProblem(null);
        if (!hasHeard) setView(first);
      },
      (reason: unknown) => {
        if (!isGone) setProblem(reason instanceof Error ? reason.message : String(reason));
      },
    );
    return () => {
      isGone = true;
      stop();
    };
  }, [bridge, attempt]);

  if (view !== null) {
    return (
      <SessionContext value={{ bridge, view }}>
        <RereadOnChange view={view} />
        {children}
      </SessionContext>
    );
  }
  return problem === null ? loading : failed(problem, () => setAttempt(attempt + 1));
}

/** What was read for a screen is read again when the view tells that it may have changed. */
function RereadOnChange({ view }: { view: View }) {
  const queries = useQueryClient();
  const { connection, outbox, proposals, personal_locations: personal } = view;
  const sign = JSON.stringify([
    connection.state,
    outbox.map(({ report }) => report),
    proposals.map(({ id, version }) => [id, version]),
    personal.map(({ id, version }) => [id, version]),
  ]);
  useEffect(() => {
    void queries.invalidateQueries();
  }, [queries, sign]);
  return null;
}
