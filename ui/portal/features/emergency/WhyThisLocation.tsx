import { addressLines } from '@shared/components/address';
import { Disclosure } from '@shared/components/Disclosure';
import { RelativeTime } from '@shared/components/RelativeTime';
import { StatusBadge } from '@shared/components/StatusBadge';
import { EvidenceList } from '@shared/features/evidence/EvidenceList';
import { MatchOrder } from '@shared/features/evidence/MatchOrder';
import { useRuleWords } from '@shared/features/evidence/useRuleWords';
import type { ReactNode } from 'react';
import type { DeviceLocation, RuleMatch, Rung } from '../../api/types';
import text from '../../components/text.module.css';
import { useT } from '../../i18n';
import styles from './Why.module.css';

const ladder: readonly Rung[] = ['confirmed_location', 'pending_report', 'automatic_wiremap', 'default_address', 'site_default'];

function matchesOf({ encounter }: DeviceLocation): RuleMatch[] {
  if (encounter.encounter === 'confirm') return [encounter.match];
  return encounter.encounter === 'choose' ? encounter.candidates : [];
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.part}>
      <h4 className={styles.title}>{title}</h4>
      {children}
    </section>
  );
}

/** What was said and matched, the ladder of addresses with the one in force, and the evidence. */
export function WhyThisLocation({ at }: { at: DeviceLocation }) {
  const t = useT();
  const ruleWords = useRuleWords();
  const { dispatch, encounter } = at;
  const matches = matchesOf(at);
  const nameOf = ({ location }: RuleMatch) =>
    at.places.find(({ place }) => place.at === 'company' && place.location === location)?.label ?? t('why.unnamed');
  return (
    <Disclosure title={t('why.title')}>
      <div className={styles.why}>
        <p>
          {encounter.encounter === 'settled'
            ? t.rich('why.settled', { when: <RelativeTime key="when" at={encounter.at} /> })
            : t(`why.${encounter.encounter}`)}
        </p>
        {matches.map((match) => (
          <p key={match.rule}>
            {t('why.match', { place: nameOf(match), rule: ruleWords(match.evidence) })}{' '}
            <span className={text.muted}>{t.rich('why.rule_age', { when: <RelativeTime key="when" at={match.updated_at} /> })}</span>
          </p>
        ))}
        <Part title={t('why.ladder')}>
          <ol className={styles.list}>
            {ladder.map((rung) => (
              <li key={rung} className={styles.rung}>
                <span>{t(`rung.${rung}`)}</span>
                {dispatch.location?.rung === rung ? <StatusBadge status="settled">{t('rung.in_force')}</StatusBadge> : null}
                {dispatch.next?.rung === rung ? <StatusBadge status="neutral">{t('rung.next')}</StatusBadge> : null}
                {dispatch.skipped
                  .filter((skipped) => skipped.rung === rung)
                  .map(({ reason }) => (
                    <span key={reason} className={text.muted}>
                      {t(`skip.${reason}`)}
                    </span>
                  ))}
              </li>
            ))}
          </ol>
          <p className={text.muted}>
            {dispatch.next ? t('why.next', { address: addressLines(dispatch.next.address).join(', ') }) : t('why.next.none')}
          </p>
        </Part>
        <Part title={t('why.evidence')}>
          <p className={text.muted}>{t.rich('why.seen', { when: <RelativeTime key="when" at={at.identified_at} /> })}</p>
          <EvidenceList evidence={at.evidence} />
        </Part>
        <Part title={t('why.order')}>
          <MatchOrder decided={matches[0]?.rank} />
        </Part>
      </div>
    </Disclosure>
  );
}
