import { toasts } from '@shared/components/toasts';
import { ConfirmStep } from '@shared/features/delegation/ConfirmStep';
import { EditTermsDialog } from '@shared/features/delegation/EditTermsDialog';
import { InviteDialog, type InviteDialogProps } from '@shared/features/delegation/InviteDialog';
import type { Delegate, Terms } from '@shared/features/delegation/types';
import { useT } from '../../i18n';
import { useView } from '../../session';
import type { Delegation } from '../../types';
import { problemOf, useAct } from '../../useAct';
import { useReadDirectory } from '../../useAsk';
import { troubleOf } from './useDelegating';

/** The delegation as it is now; as it was when the dialog opened where it is gone since. */
function useLatest(opened: Delegation): Delegation {
  const { delegations } = useView();
  return delegations.find(({ id }) => id === opened.id) ?? opened;
}

/** Asks somebody to act on this person's lines. */
export function Invite({ hasSites, first, onClose }: Pick<InviteDialogProps, 'hasSites' | 'first' | 'onClose'>) {
  const t = useT();
  const read = useReadDirectory();
  const { act, isPending, problem, forget } = useAct();
  const send = async (delegate: Delegate, terms: Terms) => {
    const done = await act({ action: 'invite_delegate', delegate: delegate.who, terms });
    if (done === null) return;
    toasts.show({ text: t('delegates.told.invited', { name: delegate.name }) });
    onClose();
  };
  return (
    <InviteDialog
      title={t('delegates.add')}
      read={read}
      wordsOf={(failure) => problemOf(failure).message}
      hasSites={hasSites}
      {...(first === undefined ? {} : { first })}
      isPending={isPending}
      trouble={problem === null ? null : troubleOf(problem)}
      onForget={forget}
      onSend={(delegate, terms) => void send(delegate, terms)}
      onClose={onClose}
    />
  );
}

/** Changes what a delegate may do. */
export function EditTerms({ opened, onClose }: { opened: Delegation; onClose: () => void }) {
  const t = useT();
  const delegation = useLatest(opened);
  const { act, isPending, problem, forget } = useAct();
  const save = async (terms: Terms, version: number) => {
    const done = await act({ action: 'change_terms', delegation: delegation.id, terms, version });
    if (done === null) return;
    toasts.show({ text: t('delegates.told.changed', { name: delegation.delegate.name }) });
    onClose();
  };
  return (
    <EditTermsDialog
      delegation={delegation}
      isPending={isPending}
      trouble={problem === null ? null : troubleOf(problem)}
      onForget={forget}
      onSave={(terms, version) => void save(terms, version)}
      onClose={onClose}
    />
  );
}

/** Ends a delegation, or takes an invitation back, after a question. */
export function EndOrWithdraw({ opened, step, onClose }: { opened: Delegation; step: 'end' | 'withdraw'; onClose: () => void }) {
  const t = useT();
  const latest = useLatest(opened);
  const { act, isPending, problem } = useAct();
  const confirm = async () => {
    // Whoever was told what changed means what is there now.
    const { version } = problem?.code === 'outdated' ? latest : opened;
    const done = await act({ action: 'delegation', delegation: opened.id, step, version });
    if (done === null) return;
    toasts.show({ text: t(`delegates.told.${step}`, { name: opened.delegate.name }) });
    onClose();
  };
  return (
    <ConfirmStep
      delegation={opened}
      step={step}
      reader="delegator"
      isPending={isPending}
      trouble={problem === null ? null : troubleOf(problem)}
      onConfirm={() => void confirm()}
      onCancel={onClose}
    />
  );
}
