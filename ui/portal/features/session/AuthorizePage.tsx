import { useQueryClient } from '@tanstack/react-query';
import { useRouterState } from '@tanstack/react-router';
import { Button } from '@shared/components/Button';
import { ErrorState } from '@shared/components/ErrorState';
import { api } from '../../api/endpoints';
import { forgetSession, useSession } from '../../api/session';
import type { AuthorizeRequest, Me } from '../../api/types';
import { ProblemNote } from '../../components/ProblemNote';
import { useAct } from '../../components/useAct';
import { strong, useT } from '../../i18n';
import { authorizeRequest } from './authorizeRequest';
import { Door } from './Door';
import styles from './Door.module.css';

function Question({ request, me }: { request: AuthorizeRequest; me: Me }) {
  const t = useT();
  const client = useQueryClient();
  const proceed = useAct(() => api.authorize(request), {
    onDone: ({ redirect_to }) => window.location.assign(redirect_to),
    onProblem: () => undefined,
  });
  const leave = useAct(() => api.signOut(), { onDone: () => forgetSession(client) });
  return (
    <>
      <h1>{t.rich('authorize.question', { name: me.name, strong })}</h1>
      <p className={styles.muted}>{t('authorize.as', { email: me.email })}</p>
      <ProblemNote problem={proceed.problem} />
      <div className={styles.actions}>
        <Button kind="primary" isPending={proceed.isPending} onPress={() => proceed.run()}>
          {t('authorize.continue')}
        </Button>
        <Button isPending={leave.isPending} onPress={() => leave.run()}>
          {t('authorize.other_account')}
        </Button>
      </div>
      <p className={styles.muted}>{t('authorize.not_asked')}</p>
    </>
  );
}

/** A desktop client wants to be signed in: says as whom, and goes back to it with a one-time code. */
export function AuthorizePage() {
  const t = useT();
  const session = useSession();
  const search = useRouterState({ select: ({ location }) => location.searchStr });
  const request = authorizeRequest(search);
  return (
    <Door>
      <title>{t('app.page_title', { title: t('authorize.title') })}</title>
      {request === null ? (
        <>
          <h1 className="visually-hidden">{t('authorize.title')}</h1>
          <ErrorState title={t('authorize.incomplete.title')}>{t('authorize.incomplete.meaning')}</ErrorState>
        </>
      ) : session.data ? (
        <Question request={request} me={session.data} />
      ) : null}
    </Door>
  );
}
