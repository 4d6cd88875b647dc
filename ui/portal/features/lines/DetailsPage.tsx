import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Button } from '@shared/components/Button';
import { EmptyState } from '@shared/components/EmptyState';
import { KeyValueList } from '@shared/components/KeyValueList';
import { useState } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import { administersSite, useView } from '../../api/session';
import type { SharedLineSettings } from '../../api/types';
import { Loaded } from '../../components/Loaded';
import { usePhoneNumber } from '../../components/usePhoneNumber';
import { useSites } from '../../components/useSites';
import { useT } from '../../i18n';
import { Page, Section } from '../../layout/Page';
import styles from '../delegation/Delegation.module.css';
import { DelegationCard } from '../delegation/DelegationCard';
import { Inviting } from '../delegation/Inviting';
import { Leaving } from '../delegation/Leaving';
import { Note } from '../delegation/Note';
import { TermsEditing } from '../delegation/TermsEditing';
import { useChosen } from '../delegation/useChosen';
import { useDelegationActs } from '../delegation/useDelegationActs';
import { DeskPhonesOf } from '../deskphones/DeskPhonesOf';
import { Lock } from './Lock';
import { Forwarding } from './Forwarding';
import { PersonalCallsOf } from './PersonalCalls';
import { PrivilegeDraft } from './PrivilegeDraft';
import { Supervision } from './Supervision';

function Delegates({ settings, hasSites }: { settings: SharedLineSettings; hasSites: boolean }) {
  const t = useT();
  const { delegator, delegates, hindrance, policy } = settings;
  const [isAdding, setIsAdding] = useState(false);
  const [edited, setEdited] = useChosen(delegates);
  const [leaving, setLeaving] = useChosen(delegates);
  const acts = useDelegationActs(() => setLeaving(null));
  return (
    <Section
      title={t('lines.delegates')}
      note={t('lines.delegates.note', { count: delegates.length, limit: policy.max_delegates })}
      actions={
        hindrance == null && delegates.length < policy.max_delegates ? (
          <Button kind="primary" icon="plus" onPress={() => setIsAdding(true)}>
            {t('delegating.add')}
          </Button>
        ) : undefined
      }
    >
      {hindrance == null ? null : <Note icon="alert">{hindrance}</Note>}
      {delegates.length === 0 ? (
        <EmptyState title={t('lines.delegates.empty.title')} icon="users">
          {t('lines.delegates.empty.meaning', { name: delegator.name })}
        </EmptyState>
      ) : (
        <ul className={styles.list} aria-label={t('lines.delegates')}>
          {delegates.map((delegation) => {
            const { name } = delegation.delegate;
            const step = delegation.state === 'invited' ? 'withdraw' : 'end';
            return (
              <DelegationCard
                key={delegation.id}
                delegation={delegation}
                side="delegate"
                hasSites={hasSites}
                isLink
                actions={
                  <>
                    <Button icon="clock" aria-label={t('lines.schedule.label', { name })} onPress={() => setEdited(delegation)}>
                      {t('lines.schedule')}
                    </Button>
                    <Button aria-label={t(`delegating.${step}.label`, { name })} onPress={() => setLeaving(delegation)}>
                      {t(`delegation.${step}`)}
                    </Button>
                  </>
                }
              >
                <PrivilegeDraft delegation={delegation} />
              </DelegationCard>
            );
          })}
        </ul>
      )}
      {isAdding ? (
        <Inviting
          title={t('lines.assign.title', { name: delegator.name })}
          {...(policy.admin_assignment_needs_acceptance ? {} : { submit: t('lines.assign') })}
          hasSites={hasSites}
          send={(invitation) => api.assign(delegator.user, invitation)}
          done={({ delegate, state }) => t(state === 'active' ? 'lines.assigned' : 'delegating.invited', { name: delegate.name })}
          delegator={delegator.user}
          onClose={() => setIsAdding(false)}
        />
      ) : null}
      {edited === null ? null : <TermsEditing delegation={edited} onClose={() => setEdited(null)} />}
      {leaving === null ? null : <Leaving delegation={leaving} acts={acts} onClose={() => setLeaving(null)} />}
    </Section>
  );
}

function ActsFor({ settings, hasSites }: { settings: SharedLineSettings; hasSites: boolean }) {
  const t = useT();
  const { delegator, acts_for: delegations } = settings;
  const [leaving, setLeaving] = useChosen(delegations);
  const acts = useDelegationActs(() => setLeaving(null));
  return (
    <Section title={t('lines.acts_for')}>
      {delegations.length === 0 ? (
        <EmptyState title={t('lines.acts_for.empty.title')} icon="phone">
          {t('lines.acts_for.empty.meaning', { name: delegator.name })}
        </EmptyState>
      ) : (
        <ul className={styles.list} aria-label={t('lines.acts_for')}>
          {delegations.map((delegation) => (
            <DelegationCard
              key={delegation.id}
              delegation={delegation}
              side="delegator"
              hasSites={hasSites}
              isLink
              actions={
                delegation.state === 'active' ? (
                  <Button aria-label={t('lines.end.label', { delegator: delegation.delegator.name })} onPress={() => setLeaving(delegation)}>
                    {t('delegation.end')}
                  </Button>
                ) : undefined
              }
            />
          ))}
        </ul>
      )}
      {leaving === null ? null : <Leaving delegation={leaving} acts={acts} onClose={() => setLeaving(null)} />}
    </Section>
  );
}

function Details({ settings }: { settings: SharedLineSettings }) {
  const t = useT();
  const { me } = useView();
  const { sites } = useSites();
  const hasSites = sites.length > 1;
  const { delegator } = settings;
  const shown = usePhoneNumber();
  const facts = [
    ...(hasSites ? [{ name: t('users.site'), value: delegator.site_name }] : []),
    { name: t('extension'), value: delegator.extension ?? t('none') },
    { name: t('numbers.title'), value: delegator.numbers.length === 0 ? t('none') : delegator.numbers.map(shown).join(', ') },
  ];
  return (
    <Page title={delegator.name} note={t('lines.details.note')}>
      <p>
        <Link to="/shared-lines">{t('lines.back')}</Link>
      </p>
      <KeyValueList facts={facts} />
      <Delegates settings={settings} hasSites={hasSites} />
      <ActsFor settings={settings} hasSites={hasSites} />
      {administersSite(me.roles, delegator.site) ? (
        <>
          <PersonalCallsOf user={delegator.user} name={delegator.name} />
          <Forwarding lines={settings.lines} />
          <DeskPhonesOf owner={{ kind: 'user', id: delegator.user }} note={t('deskphones.note.user', { name: delegator.name })} />
        </>
      ) : null}
      <Supervision settings={settings} />
      {administersSite(me.roles, delegator.site) ? <Lock settings={settings} /> : null}
    </Page>
  );
}

/** One user's delegation settings. */
export function DetailsPage() {
  const { user } = useParams({ from: '/shell/administration/shared-lines/$user' });
  const query = useQuery({ queryKey: keys.sharedLineSettings(user), queryFn: ({ signal }) => api.sharedLineSettings(user, signal) });
  return (
    <Loaded query={query} lines={8}>
      {(settings) => <Details key={user} settings={settings} />}
    </Loaded>
  );
}
