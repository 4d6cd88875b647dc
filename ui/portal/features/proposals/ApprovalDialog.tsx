import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import { below, type Problem } from '../../api/problem';
import type { Approval, ProposalDetail, RuleEvidence } from '../../api/types';
import { FormDialog } from '../../components/FormDialog';
import { LocationSearch } from '../../components/LocationSearch';
import { PlaceFields } from '../../components/PlaceFields';
import { usePlaceForm } from '../../components/usePlaceForm';
import { useT } from '../../i18n';
import { RuleChoice } from './RuleChoice';

/** Props of {@link ApprovalDialog}. */
export interface ApprovalDialogProps {
  /** With another name, parent or address; or bound to a location that exists. */
  kind: 'edit' | 'merge';
  proposal: ProposalDetail;
  /** As chosen on the page. */
  rules: readonly RuleEvidence[];
  isPending: boolean;
  problem: Problem | null;
  onApprove: (outcome: Approval['outcome'], rules: readonly RuleEvidence[]) => void;
  onClose: () => void;
}

/** Approves a proposal as something else than what was asked for. */
export function ApprovalDialog(props: ApprovalDialogProps) {
  const { kind, proposal, isPending, problem, onApprove, onClose } = props;
  const t = useT();
  const { request, place, site } = proposal;
  const [rules, setRules] = useState(props.rules);
  const [target, setTarget] = useState<string | null>(kind === 'edit' && request.kind === 'create' ? request.parent : null);
  const [isTargetMissing, setIsTargetMissing] = useState(false);
  const asked = request.kind === 'create' ? request : { name: place.label, address: place.address };
  const form = usePlaceForm({ name: asked.name, address: asked.address }, t('location.name'));
  const parent = useQuery({
    queryKey: keys.location(target ?? ''),
    queryFn: ({ signal }) => api.location(target ?? '', signal),
    enabled: target !== null,
  });
  const label = t(kind === 'edit' ? 'location.parent' : 'proposal.merge.target');
  const said = below('outcome', problem?.fields ?? {});
  const targetProblem = isTargetMissing ? t('field.required', { label }) : (said.parent ?? said.location);

  const submit = () => {
    setIsTargetMissing(target === null);
    const edited = kind === 'edit' ? form.check() : null;
    if (target === null || rules.length === 0) return;
    if (kind === 'merge') onApprove({ kind: 'merged', location: target }, rules);
    else if (edited !== null) onApprove({ kind: 'edited', parent: target, ...edited }, rules);
  };

  const isParentKnown = kind === 'merge' || parent.data !== undefined || parent.isError;
  return (
    <FormDialog
      title={t(kind === 'edit' ? 'proposal.edit.title' : 'proposal.merge.title', { name: place.label })}
      submit={t(kind === 'edit' ? 'proposal.edit.submit' : 'proposal.merge.submit')}
      wide
      isPending={isPending}
      problem={problem}
      onSubmit={submit}
      onClose={onClose}
    >
      {kind === 'merge' ? <p>{t('proposal.merge.meaning')}</p> : null}
      {isParentKnown ? (
        <LocationSearch
          label={label}
          site={site}
          value={target}
          valueName={parent.data?.path.join(' › ') ?? ''}
          error={targetProblem}
          onChange={setTarget}
        />
      ) : null}
      {kind === 'edit' ? <PlaceFields form={form} problem={problem} path="outcome" nameLabel={t('location.name')} /> : null}
      <section>
        <h3>{t('proposal.rules')}</h3>
        <RuleChoice suggested={proposal.suggested_rules} chosen={rules} onChoose={setRules} />
      </section>
    </FormDialog>
  );
}
