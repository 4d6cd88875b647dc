import { Button } from '@shared/components/Button';
import { EmptyState } from '@shared/components/EmptyState';
import { Switch } from '@shared/components/Switch';
import type { Delegation } from '../../api/types';
import { useT } from '../../i18n';
import { Section } from '../../layout/Page';
import styles from './Delegation.module.css';
import { DelegationCard } from './DelegationCard';
import { useDelegationActs } from './useDelegationActs';

/** "Assistant for": requests first, then the lines on which the reader acts. */
export function ActsFor({ delegations, hasSites, marked }: { delegations: readonly Delegation[]; hasSites: boolean; marked: string | undefined }) {
  const t = useT();
  const { act, isPending, setRinging, isRinging } = useDelegationActs();
  const requests = delegations.filter(({ state }) => state === 'invited');
  const lines = delegations.filter(({ state }) => state === 'active');
  return (
    <Section title={t('delegating.acts_for')} note={t('delegating.acts_for.note')}>
      {delegations.length === 0 ? (
        <EmptyState title={t('delegating.acts_for.empty.title')} icon="phone">
          {t('delegating.acts_for.empty.meaning')}
        </EmptyState>
      ) : null}
      {requests.length === 0 ? null : (
        <ul className={styles.list} aria-label={t('delegating.requests')}>
          {requests.map((delegation) => {
            const { name } = delegation.delegator;
            return (
              <DelegationCard
                key={delegation.id}
                delegation={delegation}
                side="delegator"
                reader="delegate"
                hasSites={hasSites}
                isMarked={delegation.id === marked}
                actions={
                  <>
                    <Button kind="primary" icon="check" isDisabled={isPending} aria-label={t('delegating.accept.label', { name })} onPress={() => act(delegation, 'accept')}>
                      {t('delegating.accept')}
                    </Button>
                    <Button isDisabled={isPending} aria-label={t('delegating.decline.label', { name })} onPress={() => act(delegation, 'decline')}>
                      {t('delegating.decline')}
                    </Button>
                  </>
                }
              />
            );
          })}
        </ul>
      )}
      {lines.length === 0 ? null : (
        <ul className={styles.list} aria-label={t('delegating.lines')}>
          {lines.map((delegation) => (
            <DelegationCard
              key={delegation.id}
              delegation={delegation}
              side="delegator"
                reader="delegate"
              hasSites={hasSites}
              isMarked={delegation.id === marked}
              actions={
                delegation.terms.privileges.answer_calls ? (
                  <Switch
                    isSelected={delegation.rings}
                    isDisabled={isRinging}
                    aria-label={t('delegating.rings.label', { name: delegation.delegator.name })}
                    onChange={(rings) => setRinging(delegation, rings)}
                  >
                    {t('delegating.rings')}
                  </Switch>
                ) : undefined
              }
            />
          ))}
        </ul>
      )}
    </Section>
  );
}
