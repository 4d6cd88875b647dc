import { type SubmitEvent, useId, useState } from 'react';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { useTranslate } from '../../i18n';
import styles from './Delegation.module.css';
import { TermsForm } from './TermsForm';
import { TroubleNote } from './TroubleNote';
import type { Delegation, Terms, Trouble } from './types';
import { useTermsDraft } from './useTermsDraft';
import { useTermsWords } from './useTermsWords';

/** Props of {@link EditTermsDialog}. */
export interface EditTermsDialogProps {
  /** As it is known now; it may change while the dialog is open. */
  delegation: Delegation;
  isPending: boolean;
  trouble: Trouble | null;
  /** Forgets the trouble. */
  onForget: () => void;
  /** Saves the terms over that version. */
  onSave: (terms: Terms, version: number) => void;
  onClose: () => void;
}

/**
 * Changes what a delegate was granted. What was typed is held against the version that was read: who was slower is told
 * what changed meanwhile, and either loads the new state or saves their own over it, knowing what they replace.
 */
export function EditTermsDialog({ delegation, isPending, trouble, onForget, onSave, onClose }: EditTermsDialogProps) {
  const t = useTranslate();
  const words = useTermsWords();
  const formId = useId();
  const { name } = delegation.delegate;
  const [version, setVersion] = useState(delegation.version);
  const { draft, change, check, show, terms, errors } = useTermsDraft(delegation.terms, trouble);
  const isOutdated = trouble?.code === 'outdated';
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const ready = check();
    if (ready === null || isPending) return;
    // Whoever was told what changed saves over what is there now, as long as it is what they were told.
    const over = isOutdated ? delegation.version : version;
    setVersion(over);
    onSave(ready, over);
  };
  const reload = () => {
    setVersion(delegation.version);
    show(delegation.terms);
    onForget();
  };
  return (
    <Dialog
      title={t('delegation.edit.title', { name })}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button kind="primary" type="submit" form={formId} isPending={isPending}>
            {t(isOutdated ? 'delegation.edit.save_over' : 'common.save')}
          </Button>
        </>
      }
    >
      <form id={formId} className={styles.form} onSubmit={submit} noValidate>
        <TroubleNote trouble={trouble} onReload={reload} />
        {isOutdated ? <p>{t.rich('delegation.edit.now', { terms: <strong key="terms">{words.terms(delegation.terms)}</strong> })}</p> : null}
        <TermsForm name={name} draft={draft} onChange={change} errors={errors} terms={terms} />
      </form>
    </Dialog>
  );
}
