import type { Status } from '@shared/components/StatusBadge';
import { useT } from '../../i18n';
import type { EmergencyCall } from '../../types';

/** A call that nobody of the safety team has acknowledged yet. */
export const isOpenAlert = ({ is_alert: isAlert, acknowledged }: EmergencyCall) => isAlert && acknowledged == null;

const statuses: Record<EmergencyCall['progress']['state'], Status> = {
  leaving: 'asks',
  answered: 'settled',
  ended: 'neutral',
  lost: 'unavailable',
  failed: 'unavailable',
  tested: 'neutral',
};

/** What is said of an emergency call wherever it is shown. */
export function useEmergencyWords(call: EmergencyCall) {
  const t = useT();
  const { progress } = call;
  const hungUpFirst = progress.state === 'ended' && progress.answered_at == null;
  return {
    who: call.caller === '' ? t('emergency.unknown_caller') : call.caller,
    address: call.lines.length === 0 ? t('emergency.no_address') : call.lines.join(', '),
    state: t(hungUpFirst ? 'emergency.state.given_up' : `emergency.state.${progress.state}`),
    status: statuses[progress.state],
  };
}
