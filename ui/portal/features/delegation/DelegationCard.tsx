import { RelativeTime } from '@shared/components/RelativeTime';
import { StateBadge } from '@shared/features/delegation/StateBadge';
import { SilenceWords } from '@shared/features/delegation/SilenceWords';
import { SuspensionWords } from '@shared/features/delegation/SuspensionWords';
import { TermsSummary } from '@shared/features/delegation/TermsSummary';
import type { Party } from '@shared/features/delegation/types';
import { type ReactNode, useEffect, useRef } from 'react';
import type { Delegation } from '../../api/types';
import { PartyLink } from '../../components/PartyLink';
import text from '../../components/text.module.css';
import { usePhoneNumber } from '../../components/usePhoneNumber';
import { useT } from '../../i18n';
import styles from './Delegation.module.css';

/** Props of {@link DelegationCard}. */
export interface DelegationCardProps {
  delegation: Delegation;
  /** Which of the two sides it is about. */
  side: Party;
  /** Which of them reads it; left out for an administrator. */
  reader?: Party;
  /** Says of which site they are: only where there are several. */
  hasSites: boolean;
  /** A link led here: it is scrolled to, marked, and gets the focus. */
  isMarked?: boolean;
  /** The name leads to the side's settings, for administrators. */
  isLink?: boolean;
  actions?: ReactNode;
  children?: ReactNode;
}

/** One delegation, as the other side or an administrator sees it. */
export function DelegationCard(props: DelegationCardProps) {
  const { delegation, side, reader, hasSites, isMarked = false, isLink = false, actions, children } = props;
  const t = useT();
  const shown = usePhoneNumber();
  const element = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (!isMarked) return;
    element.current?.scrollIntoView({ block: 'center' });
    element.current?.focus({ preventScroll: true });
  }, [isMarked]);
  const { delegator, delegate, made_by: by, made_by_name: byName } = delegation;
  const { name, extension, site_name: site } = side === 'delegator' ? delegator : delegate;
  const who = side === 'delegator' ? { kind: 'user' as const, id: delegator.user } : delegate.who;
  const facts = [
    who.kind === 'phone' ? t('delegation.phone') : '',
    extension == null ? '' : t('delegation.extension', { extension }),
    side === 'delegator' ? delegator.numbers.map(shown).join(', ') : '',
    hasSites ? site : '',
  ].filter((fact) => fact !== '');
  return (
    <li ref={element} className={styles.card} tabIndex={-1} data-marked={isMarked || undefined} aria-label={name}>
      <div className={styles.words}>
        <div className={styles.title}>
          <h3 className={styles.name}>{isLink ? <PartyLink who={who} name={name} /> : name}</h3>
          <StateBadge delegation={delegation} />
        </div>
        {facts.length === 0 ? null : <p className={text.small}>{facts.join(' · ')}</p>}
        <TermsSummary terms={delegation.terms} />
        {side === 'delegate' ? <SilenceWords delegation={delegation} /> : null}
        <SuspensionWords delegation={delegation} {...(reader === undefined ? {} : { reader })} />
        {delegation.state === 'invited' ? (
          <p className={text.small}>
            {t.rich(by === delegator.user ? 'delegating.asked' : 'delegating.assigned_by', {
              name: byName,
              when: <RelativeTime key="when" at={delegation.at} isFocusable={false} />,
            })}
          </p>
        ) : null}
        {children}
      </div>
      {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
    </li>
  );
}
