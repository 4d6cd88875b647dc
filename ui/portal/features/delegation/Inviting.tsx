import { useQueryClient } from '@tanstack/react-query';
import { toasts } from '@shared/components/toasts';
import { InviteDialog } from '@shared/features/delegation/InviteDialog';
import { useCallback, useState } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import type { DelegateId, Delegation, Invitation, Terms } from '../../api/types';
import { useAct } from '../../components/useAct';
import { useProblemWords } from '../../components/useProblemWords';
import { useTrouble } from './useTrouble';

/** How many the directory gives at once. */
const OFFERED = 25;

/** Props of {@link Inviting}. */
export interface InvitingProps {
  title: string;
  submit?: string;
  hasSites: boolean;
  /** Whose lines they are, where they are not the reader's own. */
  delegator?: string;
  send: (invitation: Invitation) => Promise<Delegation>;
  /** What is said afterwards. */
  done: (delegation: Delegation) => string;
  onClose: () => void;
}

/** Asks somebody to act on a delegator's lines, or assigns them. Draw it only while it is open. */
export function Inviting({ title, submit, hasSites, delegator, send, done, onClose }: InvitingProps) {
  const client = useQueryClient();
  const words = useProblemWords();
  const troubleOf = useTrouble();
  // One for each thing that is sent: the same identifier again is the same invitation, and never a second one.
  const [sent, setSent] = useState<{ id: string; content: string } | null>(null);
  const invite = useAct(send, {
    onDone: async (delegation) => {
      toasts.show({ text: done(delegation) });
      onClose();
      await client.invalidateQueries({ queryKey: [keys.lines] });
    },
    onProblem: () => undefined,
  });
  const read = useCallback(
    (q: string, offset: number, signal: AbortSignal) => api.directory({ q, offset, limit: OFFERED, delegator }, signal),
    [delegator],
  );
  const ask = (delegate: DelegateId, terms: Terms) => {
    const content = JSON.stringify({ delegate, terms });
    const id = sent?.content === content ? sent.id : crypto.randomUUID();
    setSent({ id, content });
    invite.run({ id, delegate, terms });
  };
  return (
    <InviteDialog
      title={title}
      {...(submit === undefined ? {} : { submit })}
      read={read}
      wordsOf={words.meaning}
      hasSites={hasSites}
      isPending={invite.isPending}
      trouble={troubleOf(invite.problem)}
      onForget={invite.reset}
      onSend={({ who }, terms) => ask(who, terms)}
      onClose={onClose}
    />
  );
}
