import { AlertDialog } from '@shared/components/AlertDialog';
import { Button } from '@shared/components/Button';
import { Dialog } from '@shared/components/Dialog';
import { TextField } from '@shared/components/TextField';
import { type ReactNode, useId, useState } from 'react';
import page from '../../components/Page.module.css';
import { ProblemNote } from '../../components/ProblemNote';
import { useT } from '../../i18n';
import type { Credentials, DeskPhone } from '../../types';
import { fieldErrors, type Problem, useAct } from '../../useAct';
import styles from './Lines.module.css';

interface NameDialogProps {
  title: string;
  submit: string;
  first: string;
  isPending: boolean;
  problem: Problem | null;
  onName: (name: string) => void;
  onClose: () => void;
  children?: ReactNode;
}

function NameDialog({ title, submit, first, isPending, problem, onName, onClose, children }: NameDialogProps) {
  const t = useT();
  const formId = useId();
  const [name, setName] = useState(first);
  const [isTried, setIsTried] = useState(false);
  const given = name.trim();
  const { own } = fieldErrors(problem);
  return (
    <Dialog
      title={title}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button kind="primary" type="submit" form={formId} isPending={isPending}>
            {submit}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className={page.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setIsTried(true);
          if (given !== '') onName(given);
        }}
      >
        {children}
        <TextField
          label={t('phones.name')}
          help={t('phones.name.help')}
          value={name}
          onChange={setName}
          maxLength={120}
          isRequired
          autoComplete="off"
          // The dialog was opened to give a name.
          // eslint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          error={isTried && given === '' ? t('field.required', { label: t('phones.name') }) : own.name}
        />
        <ProblemNote problem={own.name === undefined ? problem : null} />
      </form>
    </Dialog>
  );
}

/** Makes a phone, and then shows what is typed into it. */
export function AddPhone({ onClose, onTold }: { onClose: () => void; onTold: (credentials: Credentials) => void }) {
  const t = useT();
  const { act, isPending, problem } = useAct();
  const add = async (name: string) => {
    const done = await act({ action: 'add_desk_phone', name });
    if (done?.done === 'credentials') onTold(done);
  };
  return (
    <NameDialog title={t('phones.add')} submit={t('phones.add.go')} first="" isPending={isPending} problem={problem} onName={(name) => void add(name)} onClose={onClose}>
      <p>{t('phones.add.meaning')}</p>
    </NameDialog>
  );
}

/** Gives a phone another name. */
export function RenamePhone({ phone, onClose }: { phone: DeskPhone; onClose: () => void }) {
  const t = useT();
  const { act, isPending, problem } = useAct();
  const { id, name: first, rings, version } = phone;
  const rename = async (name: string) => {
    const done = await act({ action: 'edit_desk_phone', phone: id, name, rings, version });
    if (done !== null) onClose();
  };
  return <NameDialog title={t('phones.rename', { name: first })} submit={t('common.save')} first={first} isPending={isPending} problem={problem} onName={(name) => void rename(name)} onClose={onClose} />;
}

/** Asks before a phone is removed. */
export function RemovePhone({ phone: { id, name }, onClose }: { phone: DeskPhone; onClose: () => void }) {
  const t = useT();
  const { act, isPending, problem } = useAct();
  const remove = async () => {
    const done = await act({ action: 'remove_desk_phone', phone: id });
    if (done !== null) onClose();
  };
  return (
    <AlertDialog title={t('phones.remove.title', { name })} confirm={t('phones.remove.confirm')} isOpen isDangerous isPending={isPending} onConfirm={() => void remove()} onCancel={onClose}>
      <p>{t('phones.remove.meaning')}</p>
      <ProblemNote problem={problem} />
    </AlertDialog>
  );
}

/** Asks before a phone's password is replaced, which ends its registration. */
export function NewPassword({ phone: { id, name }, onClose, onTold }: { phone: DeskPhone; onClose: () => void; onTold: (credentials: Credentials) => void }) {
  const t = useT();
  const { act, isPending, problem } = useAct();
  const make = async () => {
    const done = await act({ action: 'new_desk_phone_password', phone: id });
    if (done?.done === 'credentials') onTold(done);
  };
  return (
    <AlertDialog title={t('phones.password.title', { name })} confirm={t('phones.password.confirm')} isOpen isPending={isPending} onConfirm={() => void make()} onCancel={onClose}>
      <p>{t('phones.password.meaning')}</p>
      <ProblemNote problem={problem} />
    </AlertDialog>
  );
}

/** What is typed into a phone. Nobody can read the password again once this is closed, so only its buttons close it. */
export function ShownOnce({ credentials: { phone, password, domain, servers }, onClose }: { credentials: Credentials; onClose: () => void }) {
  const t = useT();
  const [first, ...others] = servers;
  return (
    <Dialog
      title={t('phones.told.title', { name: phone.name })}
      isOpen
      isDismissable={false}
      onClose={onClose}
      actions={
        <Button kind="primary" onPress={onClose}>
          {t('phones.told.done')}
        </Button>
      }
    >
      <div className={page.form}>
        <p>{t.rich('phones.told.meaning', { strong: (words) => <strong key="once">{words}</strong> })}</p>
        <ToCopy label={t('phones.told.user')} value={phone.username} />
        <ToCopy label={t('phones.told.password')} value={password} />
        <ToCopy label={t('phones.told.domain')} value={domain} />
        {first === undefined ? null : <ToCopy label={t('phones.told.server', { transport: first.transport.toUpperCase() })} value={first.address} />}
        {others.length === 0 ? null : (
          <p className={styles.muted}>{t('phones.told.others', { servers: others.map(({ transport, address }) => `${address} (${transport.toUpperCase()})`).join(', ') })}</p>
        )}
      </div>
    </Dialog>
  );
}

/** A value with a button that copies it. Where the clipboard is closed to us the value is selected instead. */
function ToCopy({ label, value }: { label: string; value: string }) {
  const t = useT();
  const id = useId();
  const [state, setState] = useState<'no' | 'copied' | 'selected'>('no');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setState('copied');
    } catch {
      const field = document.getElementById(id);
      const input = field instanceof HTMLInputElement ? field : field?.querySelector('input');
      input?.focus();
      input?.select();
      setState('selected');
    }
  };
  return (
    <div>
      <div className={styles.secret}>
        <TextField id={id} label={label} value={value} isReadOnly />
        <Button icon={state === 'copied' ? 'check' : 'copy'} aria-label={t('phones.copy.label', { label })} onPress={() => void copy()}>
          {t('phones.copy')}
        </Button>
      </div>
      <p role="status" className={styles.reason}>
        {state === 'no' ? null : t(state === 'copied' ? 'phones.copied' : 'phones.selected', { label })}
      </p>
    </div>
  );
}
