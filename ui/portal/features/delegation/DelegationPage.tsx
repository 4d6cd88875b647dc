import { useQuery } from '@tanstack/react-query';
import { Navigate, useParams } from '@tanstack/react-router';
import { EmptyState } from '@shared/components/EmptyState';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import { isProblem } from '../../api/problem';
import { useView } from '../../api/session';
import { Loaded } from '../../components/Loaded';
import { useT } from '../../i18n';
import { Page } from '../../layout/Page';
import { Forwarding } from '../lines/Forwarding';
import { PersonalCalls } from '../lines/PersonalCalls';
import { ActsFor } from './ActsFor';
import { MyDelegates } from './MyDelegates';

function Gone() {
  const t = useT();
  return (
    <EmptyState title={t('delegating.gone.title')} icon="question">
      {t('delegating.gone.meaning')}
    </EmptyState>
  );
}

/** A link to a delegation that is not the reader's own: an administrator is led to where it is kept. */
function Elsewhere({ id }: { id: string }) {
  const query = useQuery({ queryKey: keys.delegation(id), queryFn: ({ signal }) => api.delegation(id, signal) });
  const { me } = useView();
  if (isProblem(query.error, 'not_found')) return <Gone />;
  return (
    <Loaded query={query} lines={2}>
      {({ delegate, delegator, state }) => {
        const isOver = state !== 'invited' && state !== 'active';
        const isMine = delegator.user === me.id || (delegate.who.kind === 'user' && delegate.who.id === me.id);
        if (isOver || isMine) return <Gone />;
        return delegate.who.kind === 'phone' && state === 'invited' ? (
          <Navigate to="/users/phones/$id" params={{ id: delegate.who.id }} replace />
        ) : (
          <Navigate to="/shared-lines/$user" params={{ user: delegator.user }} replace />
        );
      }}
    </Loaded>
  );
}

/** The reader's delegations on both sides; a link may lead to one of them. */
export function DelegationPage() {
  const t = useT();
  const { me, delegations, lines } = useView();
  const { id } = useParams({ strict: false });
  const mine = delegations.filter(({ delegator }) => delegator.user === me.id);
  const others = delegations.filter(({ delegator }) => delegator.user !== me.id);
  const hasSites = delegations.some(({ delegator, delegate }) => delegator.site !== me.site || delegate.site !== me.site);
  const own = lines.flatMap(({ forwarding, ...line }) => (forwarding == null || line.delegator !== me.id ? [] : [{ ...line, forwarding }]));
  const isKnown = id === undefined || delegations.some((delegation) => delegation.id === id);
  return (
    <Page title={t('nav.delegation')} note={t('delegating.note')}>
      {isKnown ? null : <Elsewhere id={id} />}
      <MyDelegates delegations={mine} hasSites={hasSites} marked={id} />
      <PersonalCalls user={me.id} saved={me.call_settings} isLocked={me.delegation_locked === true} />
      <Forwarding lines={own} isLocked={me.delegation_locked === true} />
      <ActsFor delegations={others} hasSites={hasSites} marked={id} />
    </Page>
  );
}
