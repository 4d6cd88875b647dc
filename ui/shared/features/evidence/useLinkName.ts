import { type SharedKey, useTranslate } from '../../i18n';
import type { Evidence } from './types';

type Link = Pick<Evidence['network'], 'interface' | 'medium' | 'wifi'>;

/** Gives a link's name for people: "Wi-Fi Acme (wlan0)". */
export function useLinkName(): (link: Link) => string {
  const t = useTranslate();
  return ({ interface: name, medium, wifi }) => {
    if (wifi && wifi.ssid !== '') return t('evidence.wifi_named', { ssid: wifi.ssid, interface: name });
    const key: SharedKey = `evidence.medium.${medium}`;
    return t(key, { interface: name });
  };
}
