import { EmptyState } from '@shared/components/EmptyState';
import { useView } from '../../api/session';
import text from '../../components/text.module.css';
import { useT } from '../../i18n';
import { Page } from '../../layout/Page';
import { DeviceStatement } from './DeviceStatement';
import { MyProposals } from './MyProposals';
import { PersonalLocations } from './PersonalLocations';

/** Where the reader's emergency calls would go, and the addresses that they keep for it. */
export function EmergencyPage() {
  const t = useT();
  const { me, devices, proposals, personal } = useView();
  return (
    <Page title={t('emergency.title')} note={t(me.policy.nomadic ? 'emergency.note' : 'emergency.nomadic_off')}>
      {devices.length === 0 ? (
        <EmptyState title={t('emergency.no_devices.title')} icon="device">
          {t('emergency.no_devices.meaning', { site: me.site_name })}
        </EmptyState>
      ) : (
        <section>
          <h2 className="visually-hidden">{t('emergency.devices')}</h2>
          <ul className={text.plain} aria-label={t('emergency.devices')}>
            {devices.map((device) => (
              <li key={device.id}>
                <DeviceStatement device={device} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {me.policy.personal_locations || personal.length > 0 ? <PersonalLocations /> : null}
      {proposals.length === 0 ? null : <MyProposals />}
    </Page>
  );
}
