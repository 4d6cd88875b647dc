import { RelativeTime } from '@shared/components/RelativeTime';
import { useRuleWords } from '@shared/features/evidence/useRuleWords';
import { Link } from '@tanstack/react-router';
import type { ProposalDetail } from '../../api/types';
import { Card, Cards } from '../../components/Cards';
import text from '../../components/text.module.css';
import { useT } from '../../i18n';
import { Section } from '../../layout/Page';

/** Rules that already give another location for the same evidence. */
export function Conflicts({ conflicts }: { conflicts: ProposalDetail['conflicts'] }) {
  const t = useT();
  const ruleWords = useRuleWords();
  if (conflicts.length === 0) return <p className={text.muted}>{t('proposal.conflicts.none')}</p>;
  return (
    <Section title={t('proposal.conflicts')} note={t('proposal.conflicts.note')}>
      <Cards label={t('proposal.conflicts')}>
        {conflicts.map(({ match, place }) => (
          <Card
            key={match.rule}
            title={
              <Link to="/locations" search={{ node: match.location }}>
                {place.label}
              </Link>
            }
          >
            <p>{place.lines.join(', ')}</p>
            <p>{ruleWords(match.evidence)}</p>
            <p className={text.small}>{t.rich('why.rule_age', { when: <RelativeTime key="when" at={match.updated_at} /> })}</p>
          </Card>
        ))}
      </Cards>
    </Section>
  );
}

/** Other proposals that wait about the same network. */
export function Siblings({ siblings }: { siblings: ProposalDetail['siblings'] }) {
  const t = useT();
  if (siblings.length === 0) return null;
  return (
    <Section title={t('proposal.siblings')} note={t('proposal.siblings.note')}>
      <Cards label={t('proposal.siblings')}>
        {siblings.map(({ id, place, reporter_name, made_at }) => (
          <Card
            key={id}
            title={
              <Link to="/proposals/$id" params={{ id }}>
                {place.label}
              </Link>
            }
          >
            <p>{place.lines.join(', ')}</p>
            <p className={text.small}>
              {t.rich('proposal.made_by', { name: reporter_name, when: <RelativeTime key="when" at={made_at} /> })}
            </p>
          </Card>
        ))}
      </Cards>
    </Section>
  );
}
