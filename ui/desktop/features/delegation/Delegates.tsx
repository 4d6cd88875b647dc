import { Button } from '@shared/components/Button';
import { EmptyState } from '@shared/components/EmptyState';
import { RelativeTime } from '@shared/components/RelativeTime';
import { PersonRow } from '@shared/features/delegation/PersonRow';
import { LockedBadge, StateBadge } from '@shared/features/delegation/StateBadge';
import { SilenceWords } from '@shared/features/delegation/SilenceWords';
import { SuspensionWords } from '@shared/features/delegation/SuspensionWords';
import { TermsSummary } from '@shared/features/delegation/TermsSummary';
import { useState } from 'react';
import page from '../../components/Page.module.css';
import { useT } from '../../i18n';
import type { Delegation } from '../../types';
import type { PartProps } from './AssistantFor';
import { Card } from './Card';
import styles from './Delegation.module.css';
import { EditTerms, EndOrWithdraw, Invite } from './dialogs';
import { Note } from './Note';
import { Numbers } from './Numbers';
import { useStep } from './useStep';

type Doing =
  | { what: 'nothing' | 'invite' }
  | { what: 'ask_again' | 'edit' | 'end' | 'withdraw'; delegation: Delegation };

/** Who acts on this person's lines, and what they may do. */
export function Delegates({ delegating, marked, cutOffId }: PartProps) {
  const t = useT();
  const { me, mine, hasSites, isCutOff } = delegating;
  const [doing, setDoing] = useState<Doing>({ what: 'nothing' });
  const rest = () => setDoing({ what: 'nothing' });
  const isLocked = me?.delegation_locked === true;
  const isHindered = me?.licensed === false || me?.policy.delegation === false;
  const most = me?.policy.max_delegates ?? 0;
  const isFull = mine.filter(({ state }) => state === 'invited' || state === 'active').length >= most;
  const mayInvite = me != null && !isLocked && !isHindered && !isFull;
  const add = mayInvite ? (
    <Button
      kind="primary"
      icon="plus"
      isDisabled={isCutOff}
      {...(isCutOff ? { 'aria-describedby': cutOffId } : {})}
      onPress={() => setDoing({ what: 'invite' })}
    >
      {t('delegates.add')}
    </Button>
  ) : undefined;
  return (
    <section className={page.section} aria-labelledby="delegates">
      <div className={styles.heading}>
        <h2 id="delegates">{t('delegates.title')}</h2>
        {isLocked ? <LockedBadge /> : null}
        {mine.length > 0 ? add : null}
      </div>
      <p className={page.muted}>{t('delegates.note')}</p>
      {isLocked ? <Note icon="lock">{t('delegates.locked', { account: me.account })}</Note> : null}
      {me?.licensed === false ? <Note icon="unavailable">{t('delegates.unlicensed', { account: me.account })}</Note> : null}
      {me?.licensed === true && !me.policy.delegation ? <Note icon="unavailable">{t('delegates.policy_off', { site: me.site_name })}</Note> : null}
      {!isLocked && !isHindered && isFull ? <Note icon="alert">{t('delegates.full', { count: most })}</Note> : null}
      {me?.licensed === true ? (
        <div className={styles.own}>
          <p>{t('delegates.own_lines')}</p>
          <Numbers label={t('delegates.own_lines')} numbers={me.numbers ?? []} />
        </div>
      ) : null}
      {mine.length > 0 ? (
        <ul className={page.cards} aria-label={t('delegates.list')}>
          {mine.map((delegation) => (
            <DelegateCard
              key={delegation.id}
              delegation={delegation}
              isMarked={delegation.id === marked}
              hasSites={hasSites}
              isFixed={isLocked}
              mayAskAgain={mayInvite}
              cutOffId={isCutOff ? cutOffId : undefined}
              onDo={(what) => setDoing({ what, delegation })}
            />
          ))}
        </ul>
      ) : isHindered || isLocked ? null : (
        <EmptyState title={t('delegates.empty')} icon="users" action={add}>
          <p>{t('delegates.empty.meaning')}</p>
        </EmptyState>
      )}
      {doing.what === 'invite' ? <Invite hasSites={hasSites} onClose={rest} /> : null}
      {doing.what === 'ask_again' ? (
        <Invite hasSites={hasSites} first={{ delegate: doing.delegation.delegate, terms: doing.delegation.terms }} onClose={rest} />
      ) : null}
      {doing.what === 'edit' ? <EditTerms opened={doing.delegation} onClose={rest} /> : null}
      {doing.what === 'end' || doing.what === 'withdraw' ? <EndOrWithdraw opened={doing.delegation} step={doing.what} onClose={rest} /> : null}
    </section>
  );
}

interface DelegateCardProps {
  delegation: Delegation;
  isMarked: boolean;
  hasSites: boolean;
  /** An administrator has locked the settings: nothing can be done here. */
  isFixed: boolean;
  mayAskAgain: boolean;
  /** What says that the server is out of reach; absent while it is not. */
  cutOffId: string | undefined;
  onDo: (what: 'ask_again' | 'edit' | 'end' | 'withdraw') => void;
}

function DelegateCard({ delegation, isMarked, hasSites, isFixed, mayAskAgain, cutOffId, onDo }: DelegateCardProps) {
  const t = useT();
  const dismissing = useStep();
  const { id, delegate, delegator, made_by: by, made_by_name: byName, terms, version } = delegation;
  const { name } = delegate;
  const isCutOff = cutOffId !== undefined;
  const button = { isDisabled: isCutOff, ...(isCutOff ? { 'aria-describedby': cutOffId } : {}) };
  const away = delegation.state === 'invited' ? 'withdraw' : 'end';
  const dismiss = (
    <>
      {mayAskAgain ? (
        <Button {...button} aria-label={t('delegates.ask_again.label', { name })} onPress={() => onDo('ask_again')}>
          {t('delegates.ask_again')}
        </Button>
      ) : null}
      <Button
        {...button}
        aria-label={t('delegates.dismiss.label', { name })}
        isPending={dismissing.isPending}
        onPress={() => void dismissing.act({ action: 'delegation', delegation: id, step: 'dismiss', version })}
      >
        {t('delegates.dismiss')}
      </Button>
    </>
  );
  const changes = (
    <>
      <Button {...button} icon="edit" aria-label={t('delegates.edit.label', { name })} onPress={() => onDo('edit')}>
        {t('delegates.edit')}
      </Button>
      <Button {...button} aria-label={t(`delegates.${away}.label`, { name })} onPress={() => onDo(away)}>
        {t(`delegation.${away}`)}
      </Button>
    </>
  );
  return (
    <Card isMarked={isMarked}>
      <PersonRow
        name={name}
        extension={delegate.extension}
        siteName={hasSites ? delegate.site_name : undefined}
        kind={delegate.who.kind}
        level={3}
        badge={<StateBadge delegation={delegation} />}
        actions={isFixed ? undefined : delegation.state === 'declined' ? dismiss : changes}
      >
        <TermsSummary terms={terms} />
        {delegation.state === 'invited' ? (
          <p className={page.muted}>
            {t.rich(by === delegator.user ? 'delegates.asked' : 'delegates.asked_by', {
              name: byName,
              when: <RelativeTime key="when" at={delegation.at} />,
            })}
          </p>
        ) : null}
        {delegation.state === 'declined' ? (
          <p className={page.muted}>{t.rich('delegates.declined', { name, when: <RelativeTime key="when" at={delegation.at} /> })}</p>
        ) : null}
        <SilenceWords delegation={delegation} />
        <SuspensionWords delegation={delegation} reader="delegator" />
      </PersonRow>
    </Card>
  );
}
