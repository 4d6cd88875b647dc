import { Disclosure } from '@shared/components/Disclosure';
import { RelativeTime } from '@shared/components/RelativeTime';
import { StatusBadge } from '@shared/components/StatusBadge';
import { EvidenceList } from '@shared/features/evidence/EvidenceList';
import { MatchOrder } from '@shared/features/evidence/MatchOrder';
import { useRuleWords } from '@shared/features/evidence/useRuleWords';
import type { ReactNode } from 'react';
import { useT } from '../../i18n';
import { useView } from '../../session';
import type { Rung, View } from '../../types';
import styles from './Home.module.css';

const ladder: readonly Rung[] = ['confirmed_location', 'pending_report', 'automatic_wiremap', 'default_address', 'site_default'];

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.part}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

/** Whether the person, the organisation's rules, both or nobody said where this is. */
function reasonFor({ here }: View) {
  if (here == null) return 'why.no_network';
  const matched = here.matched?.location;
  if (here.place != null) {
    const isSame = here.place.place.at === 'company' && here.place.place.location === matched;
    return isSame ? 'why.both' : 'why.you';
  }
  return matched === undefined ? 'why.nobody' : 'why.rule_only';
}

/** The evidence, the rule that matched and its age, what would be used otherwise, and what could not be seen. */
export function WhyThisLocation() {
  const t = useT();
  const ruleWords = useRuleWords();
  const view = useView();
  const { here, dispatch, next_lines: nextLines } = view;
  const matched = here?.matched;
  return (
    <Disclosure title={t('why.title')} level={2}>
      <div className={styles.why}>
        <p>{t(reasonFor(view))}</p>
        {here == null ? null : (
          <Part title={t('why.rule')}>
            {matched == null ? (
              <p>{t('why.rule.none')}</p>
            ) : (
              <p>
                {ruleWords(matched.evidence)}
                {'. '}
                <span className={styles.muted}>
                  {t.rich('why.rule.age', { when: <RelativeTime key="when" at={matched.updated_at} /> })}
                </span>
              </p>
            )}
            <MatchOrder decided={matched?.rank} />
          </Part>
        )}
        <Part title={t('why.ladder')}>
          <ol className={styles.list}>
            {ladder.map((rung) => (
              <Step key={rung} rung={rung} dispatch={dispatch} />
            ))}
          </ol>
          <p className={styles.muted}>
            {dispatch.next == null ? t('why.next.none') : t('why.next', { address: nextLines.join(', ') })}
          </p>
        </Part>
        {here == null ? null : (
          <Part title={t('why.evidence')}>
            <EvidenceList evidence={here.evidence} />
          </Part>
        )}
        {here == null || here.lacking.length === 0 ? null : (
          <Part title={t('why.lacking')}>
            <ul className={styles.list}>
              {here.lacking.map((source) => (
                <li key={source}>{source}</li>
              ))}
            </ul>
          </Part>
        )}
      </div>
    </Disclosure>
  );
}

/** One rung of the ladder, and whether it is the one in force. */
function Step({ rung, dispatch }: { rung: Rung; dispatch: View['dispatch'] }) {
  const t = useT();
  const skipped = dispatch.skipped.find((step) => step.rung === rung);
  return (
    <li className={styles.rung} data-empty={skipped !== undefined || undefined}>
      <span>{t(`rung.${rung}`)}</span>
      {dispatch.location?.rung === rung ? <StatusBadge status="settled">{t('rung.in_force')}</StatusBadge> : null}
      {dispatch.next?.rung === rung && dispatch.location?.rung !== rung ? (
        <StatusBadge status="neutral">{t('rung.next')}</StatusBadge>
      ) : null}
      {skipped === undefined ? null : <span>{t(`skip.${skipped.reason}`)}</span>}
    </li>
  );
}
