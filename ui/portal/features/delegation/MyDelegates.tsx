import { Button } from '@shared/components/Button';
import { EmptyState } from '@shared/components/EmptyState';
import { useState } from 'react';
import { api } from '../../api/endpoints';
import { useView } from '../../api/session';
import type { Delegation } from '../../api/types';
import { useT } from '../../i18n';
import { Section } from '../../layout/Page';
import styles from './Delegation.module.css';
import { DelegationCard } from './DelegationCard';
import { Inviting } from './Inviting';
import { Leaving } from './Leaving';
import { Note } from './Note';
import { TermsEditing } from './TermsEditing';
import { useChosen } from './useChosen';
import { useDelegationActs } from './useDelegationActs';

/** "Delegation & assistants": who acts on the reader's lines. */
export function MyDelegates({ delegations, hasSites, marked }: { delegations: readonly Delegation[]; hasSites: boolean; marked: string | undefined }) {
  const t = useT();
  const { me } = useView();
  const [isInviting, setIsInviting] = useState(false);
  const [edited, setEdited] = useChosen(delegations);
  const [leaving, setLeaving] = useChosen(delegations);
  const acts = useDelegationActs(() => setLeaving(null));
  const { act, isPending } = acts;
  const isLocked = me.delegation_locked === true;
  const hindrance = me.licensed ? (me.policy.delegation ? null : 'policy') : 'licence';
  const live = delegations.filter(({ state }) => state === 'invited' || state === 'active').length;
  const isFull = live >= me.policy.max_delegates;
  const mayInvite = !isLocked && hindrance === null && !isFull;
  return (
    <Section
      title={t('delegating.mine')}
      note={t('delegating.mine.note')}
      actions={
        mayInvite ? (
          <Button kind="primary" icon="plus" onPress={() => setIsInviting(true)}>
            {t('delegating.add')}
          </Button>
        ) : undefined
      }
    >
      {isLocked ? <Note icon="lock">{t('delegating.locked')}</Note> : null}
      {hindrance === null ? null : <Note icon="alert">{t(`delegating.hindered.${hindrance}`)}</Note>}
      {hindrance === null && !isLocked && isFull ? <Note icon="alert">{t('delegating.full', { count: me.policy.max_delegates })}</Note> : null}
      {delegations.length === 0 ? (
        <EmptyState title={t('delegating.mine.empty.title')} icon="users">
          {t('delegating.mine.empty.meaning')}
        </EmptyState>
      ) : (
        <ul className={styles.list} aria-label={t('delegating.mine')}>
          {delegations.map((delegation) => {
            const { name } = delegation.delegate;
            return (
              <DelegationCard
                key={delegation.id}
                delegation={delegation}
                side="delegate"
                reader="delegator"
                hasSites={hasSites}
                isMarked={delegation.id === marked}
                actions={
                  isLocked ? undefined : delegation.state === 'declined' ? (
                    <Button isDisabled={isPending} aria-label={t('delegating.dismiss.label', { name })} onPress={() => act(delegation, 'dismiss')}>
                      {t('delegating.dismiss')}
                    </Button>
                  ) : (
                    <>
                      <Button icon="edit" aria-label={t('delegating.edit.label', { name })} onPress={() => setEdited(delegation)}>
                        {t('users.edit')}
                      </Button>
                      <Button aria-label={t(delegation.state === 'invited' ? 'delegating.withdraw.label' : 'delegating.end.label', { name })} onPress={() => setLeaving(delegation)}>
                        {t(delegation.state === 'invited' ? 'delegation.withdraw' : 'delegation.end')}
                      </Button>
                    </>
                  )
                }
              />
            );
          })}
        </ul>
      )}
      {isInviting ? (
        <Inviting
          title={t('delegating.add')}
          hasSites={hasSites}
          send={api.invite}
          done={({ delegate }) => t('delegating.invited', { name: delegate.name })}
          onClose={() => setIsInviting(false)}
        />
      ) : null}
      {edited === null ? null : <TermsEditing delegation={edited} onClose={() => setEdited(null)} />}
      {leaving === null ? null : <Leaving delegation={leaving} acts={acts} reader="delegator" onClose={() => setLeaving(null)} />}
    </Section>
  );
}
