import { RelativeTime } from '@shared/components/RelativeTime';
import { StatusBadge } from '@shared/components/StatusBadge';
import type { DeviceReadiness } from '../../api/types';
import text from '../../components/text.module.css';
import { useT } from '../../i18n';
import { Note } from '../delegation/Note';
import { readinessStatus } from './words';

function usePlaceWords() {
  const t = useT();
  return ({ rung, label }: DeviceReadiness) => {
    if (rung == null) return t('readiness.place.nothing');
    // A place of their own has no name here.
    if (rung === 'confirmed_location' && label == null) return t('readiness.place.own');
    return t(`readiness.place.${rung}`, { place: label ?? '' });
  };
}

/** Where help would be sent to from each of somebody's devices. */
export function DevicePlaces({ devices, isRoom }: { devices: readonly DeviceReadiness[]; isRoom: boolean }) {
  const t = useT();
  const placeWords = usePlaceWords();
  if (devices.length === 0) return <span className={text.muted}>{t(isRoom ? 'readiness.no_telephone' : 'readiness.no_devices')}</span>;
  return (
    <ul className={text.stack}>
      {devices.map((device) => (
        <li key={device.id}>
          <div className={text.row}>
            <span>{t(device.is_desk_phone ? 'readiness.telephone' : 'readiness.computer', { name: device.name })}</span>
            {devices.length === 1 ? null : (
              <StatusBadge status={readinessStatus[device.readiness]}>{t(`readiness.${device.readiness}`)}</StatusBadge>
            )}
          </div>
          {device.lacking.map((lacking) => (
            <Note key={lacking} icon="alert">
              {t(`readiness.lacking.${lacking}`)}
            </Note>
          ))}
          <div className={text.small}>
            {device.readiness === 'not_seen' ? (
              device.seen_at == null ? (
                t(device.is_desk_phone ? 'readiness.not_registered' : 'readiness.never_seen')
              ) : (
                t.rich('readiness.seen', { when: <RelativeTime key="when" at={device.seen_at} /> })
              )
            ) : (
              <>
                {placeWords(device)}
                {device.since == null ? null : <> · {t.rich('readiness.since', { when: <RelativeTime key="when" at={device.since} /> })}</>}
              </>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
