import { Checkbox } from '@shared/components/Checkbox';
import { useRuleWords } from '@shared/features/evidence/useRuleWords';
import type { RuleEvidence } from '../../api/types';
import text from '../../components/text.module.css';
import { useT } from '../../i18n';
import styles from './Decision.module.css';

/** Which of the suggested rules an approval makes; at least one, else it would bind nothing. */
export function RuleChoice(props: {
  suggested: readonly RuleEvidence[];
  chosen: readonly RuleEvidence[];
  onChoose: (rules: readonly RuleEvidence[]) => void;
}) {
  const { suggested, chosen, onChoose } = props;
  const t = useT();
  const ruleWords = useRuleWords();
  if (suggested.length === 0) return <p>{t('proposal.rules.empty')}</p>;
  return (
    <div className={styles.rules} role="group" aria-label={t('proposal.rules')}>
      {suggested.map((rule) => (
        <Checkbox
          key={JSON.stringify(rule)}
          isSelected={chosen.includes(rule)}
          // Kept in the suggested order, the most exact first.
          onChange={(isOn) => onChoose(suggested.filter((each) => (each === rule ? isOn : chosen.includes(each))))}
          {...(rule.kind === 'public_ip' ? { help: t('proposal.rules.public_ip') } : {})}
        >
          {ruleWords(rule)}
        </Checkbox>
      ))}
      <p role="status" className={text.muted}>
        {chosen.length === 0 ? t('proposal.rules.none') : null}
      </p>
    </div>
  );
}
