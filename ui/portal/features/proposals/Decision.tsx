import { Button } from '@shared/components/Button';
import { EvidenceList } from '@shared/features/evidence/EvidenceList';
import { useState } from 'react';
import type { ProposalDetail, RuleEvidence } from '../../api/types';
import { ShortcutHint } from '../../components/ShortcutHint';
import text from '../../components/text.module.css';
import { useShortcuts } from '../../components/useShortcuts';
import { useT } from '../../i18n';
import { Section } from '../../layout/Page';
import { ApprovalDialog } from './ApprovalDialog';
import styles from './Decision.module.css';
import { Conflicts, Siblings } from './Others';
import { ProposalFacts } from './ProposalFacts';
import { RejectDialog } from './RejectDialog';
import { RuleChoice } from './RuleChoice';
import { useDecisions } from './useDecisions';

/** Props of {@link Decision}. */
export interface DecisionProps {
  proposal: ProposalDetail;
  onNext: (() => void) | undefined;
  onPrevious: (() => void) | undefined;
}

/** What was proposed, what speaks for and against it, and the decision. */
export function Decision({ proposal, onNext, onPrevious }: DecisionProps) {
  const t = useT();
  const [dialog, setDialog] = useState<'edit' | 'merge' | 'reject' | null>(null);
  const [rules, setRules] = useState<readonly RuleEvidence[]>(proposal.suggested_rules.slice(0, 1));
  const decisions = useDecisions(() => setDialog(null));
  const isPending = proposal.state === 'pending';
  const isDecided = proposal.state === 'approved' || proposal.state === 'rejected';
  const name = proposal.place.label;
  const canApprove = isPending && rules.length > 0 && !decisions.approve.isPending;

  const approve = () => {
    if (canApprove) decisions.approve.run({ proposal, outcome: { kind: 'as_proposed' }, rules: [...rules] });
  };
  const shortcuts = useShortcuts({
    j: () => onNext?.(),
    k: () => onPrevious?.(),
    ...(isPending ? { a: approve, r: () => setDialog('reject') } : {}),
  });

  return (
    <>
      <div className={styles.decision}>
        <ProposalFacts proposal={proposal} />
        {isPending ? (
          <div className={text.row}>
            <Button kind="primary" icon="check" isPending={decisions.approve.isPending} isDisabled={rules.length === 0} onPress={approve}>
              {t('proposal.approve')}
            </Button>
            {proposal.request.kind === 'create' ? (
              <Button icon="edit" onPress={() => setDialog('edit')}>
                {t('proposal.edit')}
              </Button>
            ) : null}
            <Button icon="merge" onPress={() => setDialog('merge')}>
              {t('proposal.merge')}
            </Button>
            <Button onPress={() => setDialog('reject')}>{t('proposal.reject')}</Button>
          </div>
        ) : (
          <div className={text.row}>
            {isDecided ? (
              <Button icon="undo" isPending={decisions.undo.isPending} onPress={() => decisions.undo.run(proposal)}>
                {t('proposal.undo')}
              </Button>
            ) : null}
            {onNext === undefined ? null : <Button onPress={onNext}>{t('proposal.next')}</Button>}
          </div>
        )}
        <ShortcutHint
          isOn={shortcuts.isOn}
          onTurn={shortcuts.turn}
          keys={[
            ['j', t('shortcuts.next')],
            ['k', t('shortcuts.previous')],
            ...(isPending
              ? ([
                  ['a', t('shortcuts.approve')],
                  ['r', t('shortcuts.reject')],
                ] as const)
              : []),
          ]}
        />
      </div>
      <div className={styles.columns}>
        <div className={styles.column}>
          {isPending ? (
            <Section title={t('proposal.rules')} note={t('proposal.rules.note')}>
              <RuleChoice suggested={proposal.suggested_rules} chosen={rules} onChoose={setRules} />
            </Section>
          ) : null}
          <Conflicts conflicts={proposal.conflicts} />
          <Siblings siblings={proposal.siblings} />
        </div>
        <div className={styles.column}>
          <Section title={t('proposal.evidence')} note={t('proposal.evidence.note')}>
            <EvidenceList evidence={proposal.evidence} />
          </Section>
        </div>
      </div>
      {dialog === 'edit' || dialog === 'merge' ? (
        <ApprovalDialog
          kind={dialog}
          proposal={proposal}
          rules={rules}
          isPending={decisions.approve.isPending}
          problem={decisions.approve.problem}
          onApprove={(outcome, chosen) => decisions.approve.run({ proposal, outcome, rules: [...chosen] })}
          onClose={() => {
            decisions.approve.reset();
            setDialog(null);
          }}
        />
      ) : null}
      {dialog === 'reject' ? (
        <RejectDialog
          title={t('proposal.reject.title', { name })}
          isPending={decisions.reject.isPending}
          problem={decisions.reject.problem}
          onClose={() => setDialog(null)}
          onReject={(reason) => decisions.reject.run({ proposal, reason })}
        />
      ) : null}
    </>
  );
}
