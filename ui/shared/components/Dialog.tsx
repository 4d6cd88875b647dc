import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useTranslate } from '../i18n';
import styles from './Dialog.module.css';
import { IconButton } from './IconButton';

/** Props of {@link Dialog}. */
export interface DialogProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
  /** The dialog's buttons, the one that goes on last. */
  actions?: ReactNode;
  /** Wide, for a form of several columns or a comparison. */
  wide?: boolean;
  /** Off where something would be lost: then only its buttons leave it. */
  isDismissable?: boolean;
}

/** Something that has to be finished or left before the rest goes on. Escape and a press beside it leave it. */
export function Dialog({ title, isOpen, onClose, children, actions, wide = false, isDismissable = true }: DialogProps) {
  const t = useTranslate();
  return (
    <ModalOverlay
      className={styles.scrim ?? ''}
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      isDismissable={isDismissable}
      isKeyboardDismissDisabled={!isDismissable}
    >
      <Modal className={styles.modal ?? ''} data-wide={wide || undefined}>
        <AriaDialog className={styles.dialog ?? ''}>
          <header className={styles.header}>
            <Heading slot="title">{title}</Heading>
            <IconButton icon="close" label={t('common.close')} onPress={onClose} />
          </header>
          <div className={styles.body}>{children}</div>
          {actions === undefined ? null : <footer className={styles.actions}>{actions}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
