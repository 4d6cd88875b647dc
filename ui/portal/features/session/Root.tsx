import { Outlet } from '@tanstack/react-router';
import { ErrorState } from '@shared/components/ErrorState';
import { Skeleton } from '@shared/components/Skeleton';
import { useSession } from '../../api/session';
import { useProblemWords } from '../../components/useProblemWords';
import { Door } from './Door';
import { SignInPage } from './SignInPage';

/** Everything needs a session; whoever has none signs in and goes on where they wanted to. */
export function Root() {
  const session = useSession();
  const words = useProblemWords();
  if (session.data === null) return <SignInPage />;
  if (session.data !== undefined) return <Outlet />;
  return (
    <Door>
      {session.isError ? (
        <ErrorState title={words.title(session.error)} isRetrying={session.isFetching} onRetry={() => void session.refetch()}>
          {words.meaning(session.error)}
        </ErrorState>
      ) : (
        <Skeleton />
      )}
    </Door>
  );
}
