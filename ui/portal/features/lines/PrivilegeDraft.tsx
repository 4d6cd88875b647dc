import { Button } from '@shared/components/Button';
import { useState } from 'react';
import type { Delegation, Privileges } from '../../api/types';
import { MovedNote } from '../../components/MovedNote';
import { ProblemNote } from '../../components/ProblemNote';
import text from '../../components/text.module.css';
import { useT } from '../../i18n';
import { PrivilegeBoxes, TermsSummary } from '../delegation/parts';
import { useTermsEdit } from '../delegation/useTermsEdit';

const isSame = (a: Privileges, b: Privileges) =>
  a.place_calls === b.place_calls && a.answer_calls === b.answer_calls && a.pick_up_held === b.pick_up_held && a.lock_calls === b.lock_calls;

/** A delegate's privileges by checkbox. What is ticked is a draft until it is saved, and outlives the change of another. */
export function PrivilegeDraft({ delegation }: { delegation: Delegation }) {
  const t = useT();
  const [draft, setDraft] = useState<Privileges | null>(null);
  const { save, base } = useTermsEdit(delegation, () => setDraft(null));
  const now = base.isMoved && base.thing.version > delegation.version ? base.thing : delegation;
  const value = draft ?? now.terms.privileges;
  const isChanged = draft !== null && !isSame(draft, now.terms.privileges);
  const { name } = delegation.delegate;
  return (
    <div className={text.stack}>
      <PrivilegeBoxes
        label={t('lines.privileges.label', { name })}
        value={value}
        onChange={setDraft}
        error={save.problem?.fields['terms.privileges']}
      />
      {draft === null ? null : (
        <>
          <ProblemNote problem={save.problem} />
          {base.isMoved ? <MovedNote facts={[{ name: t('lines.now'), value: <TermsSummary terms={now.terms} /> }]} /> : null}
        </>
      )}
      {isChanged ? (
        <div className={text.row}>
          <Button
            kind="primary"
            isPending={save.isPending}
            aria-label={t('lines.privileges.save', { name })}
            onPress={() => save.run({ ...now.terms, privileges: draft })}
          >
            {t('common.save')}
          </Button>
          <Button
            aria-label={t('lines.privileges.discard', { name })}
            onPress={() => {
              setDraft(null);
              save.reset();
            }}
          >
            {t('lines.discard')}
          </Button>
        </div>
      ) : null}
    </div>
  );
}
