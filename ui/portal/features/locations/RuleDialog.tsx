import { useQueryClient } from '@tanstack/react-query';
import { Select } from '@shared/components/Select';
import { TextField } from '@shared/components/TextField';
import { toasts } from '@shared/components/toasts';
import { matchOrder, type Rank } from '@shared/features/evidence/types';
import { useRuleWords } from '@shared/features/evidence/useRuleWords';
import { useState } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import type { LocationView, RuleEvidence } from '../../api/types';
import { FormDialog } from '../../components/FormDialog';
import form from '../../components/Form.module.css';
import { useAct } from '../../components/useAct';
import { useT } from '../../i18n';
import { evidenceOf, fieldOfPath, fieldsOfKind, noFields, problemsOf, type RuleField, type RuleProblem } from './ruleForm';

const numeric: ReadonlySet<RuleField> = new Set(['from', 'to', 'prefix_bits']);
const optional: ReadonlySet<RuleField> = new Set(['from', 'to']);

/** Binds evidence to a location, with a form for each kind. Draw it only while it is open. */
export function RuleDialog({ location, onClose }: { location: LocationView; onClose: () => void }) {
  const t = useT();
  const client = useQueryClient();
  const ruleWords = useRuleWords();
  const [kind, setKind] = useState<Rank>('switch_port');
  const [fields, setFields] = useState(noFields);
  const [problems, setProblems] = useState<Partial<Record<RuleField, RuleProblem>>>({});
  const add = useAct((evidence: RuleEvidence) => api.addRule(location.id, evidence), {
    onDone: async ({ evidence, overlaps }) => {
      toasts.show({ text: t('rules.added', { rule: ruleWords(evidence) }) });
      if (overlaps) toasts.show({ status: 'unavailable', text: overlaps });
      await client.invalidateQueries({ queryKey: [keys.company] });
      onClose();
    },
    onProblem: () => undefined,
  });
  const said: Partial<Record<RuleField, string>> = {};
  for (const [path, message] of Object.entries(add.problem?.fields ?? {})) {
    const field = fieldOfPath(path);
    if (field !== undefined) said[field] = message;
  }
  const errorOf = (field: RuleField) => {
    const problem = problems[field];
    return problem === undefined ? said[field] : t(`rule_form.problem.${problem}`);
  };
  const submit = () => {
    const found = problemsOf(kind, fields);
    setProblems(found);
    if (Object.keys(found).length === 0) add.run(evidenceOf(kind, fields));
  };
  return (
    <FormDialog
      title={t('rules.add.title', { name: location.name })}
      submit={t('rules.add')}
      isPending={add.isPending}
      problem={add.problem}
      onClose={onClose}
      onSubmit={submit}
    >
      <Select
        label={t('rule_form.kind')}
        items={matchOrder.map((id) => ({ id, name: t(`rank.${id}`) }))}
        value={kind}
        onChange={(id) => {
          setKind(id as Rank);
          setProblems({});
          add.reset();
        }}
      />
      <div className={form.row}>
        {fieldsOfKind[kind].map((field) => (
          <TextField
            key={field}
            label={t(`rule_form.${field}`)}
            help={t(`rule_form.${field}.help`)}
            value={fields[field]}
            onChange={(value) => setFields({ ...fields, [field]: value })}
            error={errorOf(field)}
            optional={optional.has(field)}
            isRequired={!optional.has(field)}
            autoComplete="off"
            maxLength={255}
            {...(numeric.has(field) ? { inputMode: 'numeric' as const } : {})}
          />
        ))}
      </div>
      {kind === 'subnet' ? <p>{t('rule_form.subnet_alone')}</p> : null}
      {kind === 'public_ip' && !location.public_ip_is_enough ? <p>{t('rules.idle')}</p> : null}
    </FormDialog>
  );
}
