import { Button } from '@shared/components/Button';
import { Dialog } from '@shared/components/Dialog';
import { type SubmitEvent, type ReactNode, useId } from 'react';
import type { Problem } from '../api/problem';
import { useT } from '../i18n';
import styles from './Form.module.css';
import { ProblemNote } from './ProblemNote';

/** Props of {@link FormDialog}. */
export interface FormDialogProps {
  title: string;
  /** The verb of the title. */
  submit: string;
  isDangerous?: boolean;
  isPending: boolean;
  problem: Problem | null;
  onSubmit: () => void;
  onClose: () => void;
  wide?: boolean;
  children: ReactNode;
}

/** A form in a dialog. What the server has against it stands above the fields, and beside those it names. */
export function FormDialog({ title, submit, isDangerous = false, isPending, problem, onSubmit, onClose, wide = false, children }: FormDialogProps) {
  const t = useT();
  const form = useId();
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    if (!isPending) onSubmit();
  };
  return (
    <Dialog
      title={title}
      isOpen
      wide={wide}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button kind={isDangerous ? 'danger' : 'primary'} type="submit" form={form} isPending={isPending}>
            {submit}
          </Button>
        </>
      }
    >
      <form id={form} className={styles.form} noValidate onSubmit={send}>
        <ProblemNote problem={problem} />
        {children}
      </form>
    </Dialog>
  );
}
