import { Button } from '@shared/components/Button';
import { type Status, StatusBadge } from '@shared/components/StatusBadge';
import page from '../../components/Page.module.css';
import { ProblemNote } from '../../components/ProblemNote';
import { useT } from '../../i18n';
import type { View } from '../../types';
import { useAct } from '../../useAct';

type Permission = View['permission'];

const statuses: Record<Permission['state'], Status> = {
  not_asked: 'neutral',
  asking: 'asks',
  granted: 'settled',
  denied: 'unavailable',
  unavailable: 'unavailable',
};

/** What became of the permission to read the location, and how to mend it. */
export function PermissionState({ permission }: { permission: Permission }) {
  const t = useT();
  const { act, isPending, problem } = useAct();
  const { state } = permission;
  const canAsk = state === 'not_asked' || state === 'denied' || state === 'unavailable';
  return (
    <>
      <div role="status">
        <StatusBadge status={statuses[state]}>{t(`permission.${state}`)}</StatusBadge>
      </div>
      {state === 'unavailable' ? <p>{permission.reason}</p> : null}
      <p className={page.muted}>{t(`permission.${state}.meaning`)}</p>
      <ProblemNote problem={problem} />
      {canAsk ? (
        <Button icon="pin" isPending={isPending} onPress={() => void act({ action: 'ask_permission' })}>
          {t(state === 'not_asked' ? 'permission.ask' : 'permission.ask_again')}
        </Button>
      ) : null}
    </>
  );
}
