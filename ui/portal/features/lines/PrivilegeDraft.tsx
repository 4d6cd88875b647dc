import { Button } from '@shared/components/Button';
import { PrivilegeBoxes } from '@shared/features/delegation/PrivilegeBoxes';
import { TermsSummary } from '@shared/features/delegation/TermsSummary';
import { TroubleNote } from '@shared/features/delegation/TroubleNote';
import { useState } from 'react';
import type { Delegation, Privileges } from '../../api/types';
import { MovedNote } from '../../components/MovedNote';
import text from '../../components/text.module.css';
import { useT } from '../../i18n';
import { useTermsEdit } from '../delegation/useTermsEdit';
import { useTrouble } from '../delegation/useTrouble';

const isSame = (a: Privileges, b: Privileges) =>
  a.place_calls === b.place_calls && a.answer_calls === b.answer_calls && a.pick_up_held === b.pick_up_held && a.lock_calls === b.lock_calls;

/**
 * A delegate's privileges by checkbox. What is ticked is a draft until it is saved. It is held against the version on
 * which it was begun: who was slower is told what changed, and may then save theirs over it or discard it.
 */
export function PrivilegeDraft({ delegation }: { delegation: Delegation }) {
  const t = useT();
  const [draft, setDraft] = useState<{ privileges: Privileges; version: number } | null>(null);
  const { save, latest } = useTermsEdit(delegation, () => setDraft(null));
  const troubleOf = useTrouble();
  const [isEmpty, setIsEmpty] = useState(false);
  const held = latest.terms.privileges;
  const value = draft?.privileges ?? held;
  const isOutdated = save.problem?.code === 'outdated';
  const { name } = delegation.delegate;
  const discard = () => {
    setDraft(null);
    setIsEmpty(false);
    save.reset();
  };
  const keep = () => {
    if (draft === null || save.isPending) return;
    const hasNone = !Object.values(draft.privileges).includes(true);
    setIsEmpty(hasNone);
    if (hasNone) return;
    const version = isOutdated ? latest.version : draft.version;
    setDraft({ ...draft, version });
    save.run({ terms: { ...latest.terms, privileges: draft.privileges }, version });
  };
  return (
    <div className={text.stack}>
      <PrivilegeBoxes
        label={t('delegation.privileges.label', { name })}
        value={value}
        onChange={(privileges) => {
          setIsEmpty(false);
          setDraft({ privileges, version: draft?.version ?? latest.version });
        }}
        error={isEmpty ? t('delegation.wrong.privileges') : save.problem?.fields['terms.privileges']}
      />
      {draft === null ? null : (
        <>
          <TroubleNote trouble={troubleOf(save.problem)} />
          {isOutdated ? <MovedNote facts={[{ name: t('lines.now'), value: <TermsSummary terms={latest.terms} /> }]} /> : null}
          {isSame(draft.privileges, held) && !isOutdated ? null : (
            <div className={text.row}>
              <Button
                kind="primary"
                isPending={save.isPending}
                aria-label={isOutdated ? t('lines.privileges.save_over', { action: t('delegation.edit.save_over'), name }) : t('lines.privileges.save', { name })}
                onPress={keep}
              >
                {t(isOutdated ? 'delegation.edit.save_over' : 'common.save')}
              </Button>
              <Button aria-label={t('lines.privileges.discard', { name })} onPress={discard}>
                {t('lines.discard')}
              </Button>
            </div>
          )}
        </>
      )}
    </div>
  );
}
