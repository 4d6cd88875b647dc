import { Button } from '@shared/components/Button';
import { ProblemNote } from '../../components/ProblemNote';
import { useT } from '../../i18n';
import { hrefOf } from '../../route';
import { useView } from '../../session';
import { Banner } from '../../shell/Banner';
import type { EmergencyCall } from '../../types';
import { useAct } from '../../useAct';
import styles from './Emergency.module.css';
import { isOpenAlert, useEmergencyWords } from './useEmergencyWords';

/** Emergency calls that somebody has to acknowledge, above every screen until somebody does. */
export function Alerts() {
  const { emergency_calls: calls } = useView();
  return calls.filter(isOpenAlert).map((call) => <Alert key={call.id} call={call} />);
}

function Alert({ call }: { call: EmergencyCall }) {
  const t = useT();
  const words = useEmergencyWords(call);
  return (
    <Banner
      status="unavailable"
      icon="alert"
      isUrgent
      title={t('emergency.alert', { who: words.who })}
      action={
        <span className={styles.actions}>
          <Acknowledge call={call} />
          <a href={hrefOf('emergency', call.id)}>{t('emergency.details')}</a>
        </span>
      }
    >
      {t('emergency.alert.what', {
        address: words.address,
        hasCallback: String(call.callback !== ''),
        callback: call.callback,
        state: words.state,
        proof: call.proof ?? 'password',
      })}
    </Banner>
  );
}

/** The button with which this person acknowledges a call. */
export function Acknowledge({ call }: { call: EmergencyCall }) {
  const t = useT();
  const { act, isPending, problem } = useAct();
  return (
    <>
      <Button kind="primary" isPending={isPending} onPress={() => void act({ action: 'acknowledge', call: call.id })}>
        {t('emergency.acknowledge')}
      </Button>
      <ProblemNote problem={problem} />
    </>
  );
}
