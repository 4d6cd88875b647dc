import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useTranslate } from '../i18n';
import { Button } from './Button';
import styles from './Dialog.module.css';

/** Props of {@link AlertDialog}. */
export interface AlertDialogProps {
  /** The question, with what it is about: "Delete Home?" */
  title: string;
  /** What will follow from it. */
  children: ReactNode;
  /** The verb of the title: "Delete". */
  confirm: string;
  isOpen: boolean;
  isPending?: boolean;
  isDangerous?: boolean;
  onConfirm: () => void;
  onCancel: () => void;
}

/** Asks before something that cannot be undone; for what can be, do it and offer Undo in a toast. */
export function AlertDialog(props: AlertDialogProps) {
  const { title, children, confirm, isOpen, isPending = false, isDangerous = false, onConfirm, onCancel } = props;
  const t = useTranslate();
  return (
    <ModalOverlay
      className={styles.scrim ?? ''}
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (!open) onCancel();
      }}
    >
      <Modal className={styles.modal ?? ''}>
        <AriaDialog className={styles.dialog ?? ''} role="alertdialog">
          <div className={`${styles.body} ${styles.alert}`}>
            <Heading slot="title">{title}</Heading>
            <div>{children}</div>
          </div>
          <footer className={styles.actions}>
            {/* Who presses Enter without reading must change nothing. */}
            {/* eslint-disable-next-line jsx-a11y/no-autofocus */}
            <Button onPress={onCancel} autoFocus>
              {t('common.cancel')}
            </Button>
            <Button kind={isDangerous ? 'danger' : 'primary'} isPending={isPending} onPress={onConfirm}>
              {confirm}
            </Button>
          </footer>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
