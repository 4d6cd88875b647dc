import { Button } from '@shared/components/Button';
import { Dialog } from '@shared/components/Dialog';
import { KeyValueList } from '@shared/components/KeyValueList';
import { StatusBadge } from '@shared/components/StatusBadge';
import type { Trunk, TrunkCheck } from '../../api/types';
import { useT } from '../../i18n';
import { statusOf } from './words';

/** Props of {@link CheckDialog}. */
export interface CheckDialogProps {
  trunk: Trunk;
  check: TrunkCheck;
  onClose: () => void;
}

/** What came when a trunk was asked. */
export function CheckDialog({ trunk, check, onClose }: CheckDialogProps) {
  const t = useT();
  const isAnswered = check.code !== undefined && check.code !== null;
  const answer = [check.code, check.reason].filter((part) => part !== undefined && part !== null && part !== '').join(' ');
  return (
    <Dialog
      title={t('trunks.check.title', { name: trunk.settings.name })}
      isOpen
      onClose={onClose}
      actions={
        <Button kind="primary" onPress={onClose}>
          {t('trunks.check.done')}
        </Button>
      }
    >
      <p>{isAnswered ? t('trunks.check.answered') : check.address ? t('trunks.check.silent') : t('trunks.check.nowhere')}</p>
      <KeyValueList
        facts={[
          ...(answer === '' ? [] : [{ name: isAnswered ? t('trunks.check.answer') : t('trunks.check.why'), value: answer }]),
          ...(check.address ? [{ name: t('trunks.check.asked'), value: `${check.address}, ${(check.transport ?? '').toUpperCase()}` }] : []),
          { name: t('trunks.check.took'), value: t('trunks.check.milliseconds', { count: check.milliseconds }) },
          {
            name: t('trunks.state'),
            value: <StatusBadge status={statusOf(check.state)}>{t(`trunks.state.${check.state.status}`)}</StatusBadge>,
          },
        ]}
      />
    </Dialog>
  );
}
