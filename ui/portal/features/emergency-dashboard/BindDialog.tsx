import { useQueryClient } from '@tanstack/react-query';
import { RadioGroup } from '@shared/components/RadioGroup';
import { toasts } from '@shared/components/toasts';
import { useRuleWords } from '@shared/features/evidence/useRuleWords';
import { useState } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import type { RuleEvidence, UnknownNetwork } from '../../api/types';
import { FormDialog } from '../../components/FormDialog';
import { LocationSearch } from '../../components/LocationSearch';
import { useAct } from '../../components/useAct';
import { useT } from '../../i18n';

/** Says where a network is that nobody knew: which location, and by which of its marks it is known from now on. */
export function BindDialog({ network, name, onClose }: { network: UnknownNetwork; name: string; onClose: () => void }) {
  const t = useT();
  const client = useQueryClient();
  const ruleWords = useRuleWords();
  const { suggested_rules: suggested } = network;
  const [chosen, setChosen] = useState(0);
  const [location, setLocation] = useState<string | null>(null);
  const [isMissing, setIsMissing] = useState(false);
  const bind = useAct(({ at, evidence }: { at: string; evidence: RuleEvidence }) => api.addRule(at, evidence), {
    onDone: async ({ evidence, overlaps }) => {
      toasts.show({ text: t('rules.added', { rule: ruleWords(evidence) }) });
      if (overlaps) toasts.show({ status: 'unavailable', text: overlaps });
      onClose();
      await client.invalidateQueries({ queryKey: [keys.company] });
    },
    onProblem: () => undefined,
  });
  const submit = () => {
    const evidence = suggested[chosen];
    setIsMissing(location === null);
    if (location !== null && evidence !== undefined) bind.run({ at: location, evidence });
  };
  return (
    <FormDialog
      title={t('gaps.bind.title', { name })}
      submit={t('gaps.bind')}
      isPending={bind.isPending}
      problem={bind.problem}
      onClose={onClose}
      onSubmit={submit}
    >
      <LocationSearch
        label={t('gaps.bind.location')}
        value={location}
        error={isMissing ? t('gaps.bind.location.missing') : undefined}
        onChange={(id) => {
          setLocation(id);
          setIsMissing(false);
        }}
      />
      <RadioGroup
        label={t('gaps.bind.rule')}
        value={String(chosen)}
        options={suggested.map((rule, place) => ({ value: String(place), name: ruleWords(rule) }))}
        onChange={(value) => setChosen(Number(value))}
      />
    </FormDialog>
  );
}
