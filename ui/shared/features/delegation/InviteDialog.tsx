import { type SubmitEvent, useId, useState } from 'react';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { useTranslate } from '../../i18n';
import styles from './Delegation.module.css';
import { Directory } from './Directory';
import { PersonRow } from './PersonRow';
import { TermsForm } from './TermsForm';
import { TroubleNote } from './TroubleNote';
import type { Delegate, Terms, Trouble } from './types';
import type { ReadDirectory } from './useDirectory';
import { useTermsDraft } from './useTermsDraft';

/** Props of {@link InviteDialog}. */
export interface InviteDialogProps {
  /** "Add a delegate", or what an administrator does. */
  title: string;
  /** The button's verb: "Send request" where the delegate has to accept, "Assign" where they have not. */
  submit?: string;
  read: ReadDirectory;
  wordsOf: (failure: unknown) => string;
  /** The organisation has several sites. */
  hasSites: boolean;
  /** Whom to ask, where that is settled already. */
  first?: { delegate: Delegate; terms: Terms };
  isPending: boolean;
  trouble: Trouble | null;
  onForget: () => void;
  onSend: (delegate: Delegate, terms: Terms) => void;
  onClose: () => void;
}

/** Asks somebody to act on a delegator's lines: first who, then what they may do. Draw it only while it is open. */
export function InviteDialog(props: InviteDialogProps) {
  const { title, submit, read, wordsOf, hasSites, first, isPending, trouble, onForget, onSend, onClose } = props;
  const t = useTranslate();
  const formId = useId();
  const [delegate, setDelegate] = useState<Delegate | null>(first?.delegate ?? null);
  const { draft, change, check, terms, errors } = useTermsDraft(first?.terms, trouble);
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    const ready = check();
    if (ready !== null && delegate !== null && !isPending) onSend(delegate, ready);
  };
  if (delegate === null) {
    return (
      <Dialog title={title} isOpen onClose={onClose} actions={<Button onPress={onClose}>{t('common.cancel')}</Button>}>
        <Directory read={read} wordsOf={wordsOf} hasSites={hasSites} onChoose={setDelegate} />
      </Dialog>
    );
  }
  const { name, extension, site_name: site, who } = delegate;
  return (
    <Dialog
      title={title}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button kind="primary" type="submit" form={formId} isPending={isPending}>
            {submit ?? t('delegation.invite.send')}
          </Button>
        </>
      }
    >
      <form id={formId} className={styles.form} onSubmit={send} noValidate>
        <PersonRow
          name={name}
          extension={extension}
          kind={who.kind}
          siteName={hasSites ? site : undefined}
          actions={
            // The row that was pressed is gone: the focus goes on with what took its place.
            // eslint-disable-next-line jsx-a11y/no-autofocus
            <Button autoFocus onPress={() => {
              setDelegate(null);
              onForget();
            }}>
              {t('delegation.invite.other')}
            </Button>
          }
        >
          {who.kind === 'phone' ? <p className={styles.facts}>{t('delegation.invite.phone')}</p> : null}
        </PersonRow>
        <TroubleNote trouble={trouble} />
        <TermsForm name={name} draft={draft} onChange={change} errors={errors} terms={terms} />
      </form>
    </Dialog>
  );
}
