import { EmptyState } from '@shared/components/EmptyState';
import { networkName } from '@shared/features/evidence/networkName';
import { Link, useSearch } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useView } from '../../../api/session';
import type { Device, DeviceLocation } from '../../../api/types';
import text from '../../../components/text.module.css';
import { strong, useT } from '../../../i18n';
import { Page } from '../../../layout/Page';
import { WhyThisLocation } from '../WhyThisLocation';
import { settledPlace, suggested } from './choices';
import { Elsewhere } from './Elsewhere';
import { Suggestion } from './Suggestion';
import { useReport } from './useReport';

/** Says where one device is: confirms what is suggested, or chooses another place. */
export function ChoosePage() {
  const t = useT();
  const { device: id } = useSearch({ from: '/shell/emergency/choose' });
  const { me, devices } = useView();
  const device = devices.find((one) => one.id === id);
  const back = <Link to="/emergency">{t('choose.back')}</Link>;
  const page = (content: ReactNode) => (
    <Page title={device === undefined ? t('choose.title.none') : t('choose.title', { device: device.name })} note={back}>
      {content}
    </Page>
  );
  if (device === undefined) {
    return page(
      <EmptyState title={t('choose.gone.title')} icon="device">
        {t('choose.gone.meaning')}
      </EmptyState>,
    );
  }
  if (!me.policy.nomadic) {
    return page(
      <EmptyState title={t('choose.nomadic_off.title')} icon="lock">
        {t('emergency.nomadic_off')}
      </EmptyState>,
    );
  }
  const at = device.location;
  if (!at) {
    return page(
      <EmptyState title={t('choose.not_identified.title')} icon="network">
        {t(device.is_desk_phone === true ? 'choose.not_identified.telephone' : 'choose.not_identified.meaning')}
      </EmptyState>,
    );
  }
  // What was begun for one network, or one suggestion, must not be sent for another.
  return page(<Choose key={`${at.stay} ${at.encounter.encounter} ${JSON.stringify(suggested(at))}`} device={device} at={at} />);
}

function Choose({ device, at }: { device: Device; at: DeviceLocation }) {
  const t = useT();
  const reporting = useReport(device, at);
  const [isElsewhere, setIsElsewhere] = useState(false);
  const [hasTurned, setHasTurned] = useState(false);
  const turn = (elsewhere: boolean) => {
    setIsElsewhere(elsewhere);
    setHasTurned(true);
  };
  const places = suggested(at);
  const isSuggested = places.length > 0;
  return (
    <div className={text.stack}>
      <p className={text.muted}>{t('prompt.network', { name: networkName(at.evidence) })}</p>
      {at.encounter.encounter === 'settled' ? (
        <p>{t.rich('choose.settled', { place: settledPlace(at)?.label ?? t('choose.settled.gone'), strong })}</p>
      ) : null}
      {isSuggested && !isElsewhere ? (
        <Suggestion places={places} reporting={reporting} takesFocus={hasTurned} onElsewhere={() => turn(true)} />
      ) : (
        <Elsewhere at={at} reporting={reporting} onBack={isSuggested ? () => turn(false) : undefined} />
      )}
      <WhyThisLocation at={at} />
    </div>
  );
}
