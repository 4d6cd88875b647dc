import { Disclosure } from '@shared/components/Disclosure';
import { KeyValueList } from '@shared/components/KeyValueList';
import { RelativeTime } from '@shared/components/RelativeTime';
import { StatusBadge } from '@shared/components/StatusBadge';
import { TextField } from '@shared/components/TextField';
import { useEffect, useRef } from 'react';
import page from '../../components/Page.module.css';
import { useT } from '../../i18n';
import { useView } from '../../session';
import type { EmergencyCall } from '../../types';
import { Acknowledge } from './Alerts';
import { isOpenAlert, useEmergencyWords } from './useEmergencyWords';

/** One emergency call, or a test of one: who, where, how that is known, and what became of it. */
export function EmergencyCallCard({ call, isMeant }: { call: EmergencyCall; isMeant: boolean }) {
  const t = useT();
  const { me } = useView();
  const words = useEmergencyWords(call);
  const card = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isMeant) card.current?.focus();
  }, [isMeant]);
  const { location, skipped } = call.dispatch;
  const heading = call.is_test ? 'emergency.test' : call.is_alert ? 'emergency.of' : 'emergency.own';
  const { acknowledged, progress } = call;
  const looksAfter = acknowledged?.by != null && acknowledged.by === me?.id ? 'emergency.you_look_after' : 'emergency.looked_after';
  return (
    <li ref={card} className={page.card} tabIndex={isMeant ? -1 : undefined}>
      <div className={page.words}>
        <h2 className={page.name}>{t(heading, { who: words.who, dialled: call.dialled })}</h2>
        <p>{words.address}</p>
        {call.callback === '' ? <p>{t('emergency.no_callback.meaning')}</p> : null}
        <p className={page.muted}>
          <RelativeTime at={call.at} />
        </p>
        {acknowledged == null ? null : <p>{t(looksAfter, { name: acknowledged.name })}</p>}
      </div>
      <StatusBadge status={words.status}>{words.state}</StatusBadge>
      {isOpenAlert(call) ? <Acknowledge call={call} /> : null}
      <div className={page.whole}>
        <Disclosure title={t(call.is_test ? 'emergency.sent.test' : 'emergency.sent')} isOpenAtFirst={isMeant}>
          <div className={page.form}>
            <KeyValueList
              facts={[
                { name: t('emergency.dialled'), value: call.dialled },
                { name: t('emergency.callback'), value: call.callback === '' ? t('emergency.no_callback') : call.callback },
                ...(call.proof == null || call.proof === 'password'
                  ? []
                  : [{ name: t('emergency.telephone'), value: t(`emergency.proof.${call.proof}`) }]),
                ...(progress.state === 'lost' ? [{ name: t('emergency.last_known'), value: <RelativeTime at={progress.last_known_at} /> }] : []),
                ...(call.site_name == null ? [] : [{ name: t('emergency.site'), value: call.site_name }]),
                { name: t('emergency.known_by'), value: location == null ? t('rung.empty') : t(`emergency.rung.${location.rung}`) },
                ...(skipped.length === 0
                  ? []
                  : [{
                        name: t('emergency.skipped'),
                        value: skipped.map(({ rung, reason }) => `${t(`emergency.rung.${rung}`)} (${t(`skip.${reason}`)})`).join('; '),
                      }]),
              ]}
            />
            {call.document == null ? null : <TextField label={t('emergency.document')} value={call.document} isReadOnly multiline />}
          </div>
        </Disclosure>
      </div>
    </li>
  );
}
