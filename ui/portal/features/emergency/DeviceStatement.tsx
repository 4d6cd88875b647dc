import { addressLines } from '@shared/components/address';
import { RelativeTime } from '@shared/components/RelativeTime';
import { StatementCard } from '@shared/components/StatementCard';
import type { Status } from '@shared/components/StatusBadge';
import { networkName } from '@shared/features/evidence/networkName';
import { Link } from '@tanstack/react-router';
import { useView } from '../../api/session';
import type { Device, DeviceLocation, DispatchableLocation, Rung } from '../../api/types';
import text from '../../components/text.module.css';
import { strong, useT } from '../../i18n';
import { WhyThisLocation } from './WhyThisLocation';

const statuses: Record<Rung, Status> = {
  confirmed_location: 'settled',
  pending_report: 'pending',
  automatic_wiremap: 'asks',
  default_address: 'asks',
  site_default: 'asks',
};

/** When and how the address came to be the one in force. */
function Backing({ location: { rung, since } }: { location: DispatchableLocation }) {
  const t = useT();
  if (since && rung !== 'default_address' && rung !== 'site_default') {
    return t.rich(`emergency.backing.${rung}_when`, { when: <RelativeTime key="when" at={since} /> });
  }
  return t(`emergency.backing.${rung}`);
}

/** Leads to saying where a device is. */
function ChooseLink({ device }: { device: Device }) {
  const t = useT();
  const words = device.location?.encounter.encounter === 'settled' ? 'emergency.choose' : 'emergency.choose.answer';
  return (
    <Link to="/emergency/choose" search={{ device: device.id }} aria-label={t(`${words}.label`, { device: device.name })}>
      {t(words)}
    </Link>
  );
}

/** Where calls go that a telephone makes from where else it is registered, and why. */
function OlderRegistration({ at }: { at: DeviceLocation }) {
  const t = useT();
  const network = networkName(at.evidence);
  const { location } = at.dispatch;
  return (
    <div>
      <p>
        {location
          ? t.rich('emergency.older', { network, address: addressLines(location.address).join(', '), strong })
          : t('emergency.older.unknown', { network })}
      </p>
      <WhyThisLocation at={at} />
    </div>
  );
}

/** "Emergency calls from Dana's laptop go to ...", and why. */
export function DeviceStatement({ device }: { device: Device }) {
  const t = useT();
  const { me } = useView();
  const at = device.location;
  const location: DispatchableLocation | null | undefined = at
    ? at.dispatch.location
    : // Before its first network is known a device has only what is always there.
      { rung: 'site_default', label: me.site_name, address: me.site_address };
  const why = at ? (
    <>
      <WhyThisLocation at={at} />
      {(device.older_registrations ?? []).map((older) => (
        <OlderRegistration key={older.network_key} at={older} />
      ))}
    </>
  ) : null;
  const actions = at && me.policy.nomadic ? <ChooseLink device={device} /> : undefined;
  if (!location) {
    return (
      <StatementCard
        isHeading={false}
        status="unavailable"
        actions={actions}
        statement={t.rich('emergency.unknown', { device: device.name, strong })}
        note={
          <div className={text.stack}>
            <p>{t('emergency.unknown.meaning')}</p>
            {why}
          </div>
        }
      />
    );
  }
  const address = addressLines(location.address).join(', ');
  return (
    <StatementCard
      isHeading={false}
      status={statuses[location.rung]}
      actions={actions}
      statement={t.rich('emergency.statement', { device: device.name, address, strong })}
      note={
        <div className={text.stack}>
          <p>
            <Backing location={location} />
          </p>
          {location.label === '' || location.rung === 'site_default' ? null : <p>{location.label}</p>}
          {at?.encounter.encounter !== undefined && at.encounter.encounter !== 'settled' ? <p>{t('emergency.asks')}</p> : null}
          {at ? null : <p>{t(device.is_desk_phone === true ? 'emergency.not_identified.telephone' : 'emergency.not_identified')}</p>}
          {why}
        </div>
      }
    />
  );
}
