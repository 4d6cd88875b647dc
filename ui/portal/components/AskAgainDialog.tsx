import { useQueryClient } from '@tanstack/react-query';
import { AlertDialog } from '@shared/components/AlertDialog';
import { toasts } from '@shared/components/toasts';
import { api } from '../api/endpoints';
import { keys } from '../api/keys';
import { useT } from '../i18n';
import { useAct } from './useAct';

/** Has somebody asked again where they are, once it is confirmed. Closed while there is nobody. */
export function AskAgainDialog({ user, onClose }: { user: { id: string; name: string } | null; onClose: () => void }) {
  const t = useT();
  const client = useQueryClient();
  const ask = useAct(({ id }: { id: string; name: string }) => api.askAgain(id), {
    onDone: async (_, { name }) => {
      onClose();
      toasts.show({ text: t('users.asked_again', { name }) });
      await client.invalidateQueries({ queryKey: [keys.company] });
    },
  });
  return (
    <AlertDialog
      title={t('users.ask_again.title', { name: user?.name ?? '' })}
      confirm={t('users.ask_again')}
      isOpen={user !== null}
      isPending={ask.isPending}
      onCancel={onClose}
      onConfirm={() => {
        if (user !== null) ask.run(user);
      }}
    >
      {t('users.ask_again.meaning')}
    </AlertDialog>
  );
}
