import { type Fact, KeyValueList } from '../../components/KeyValueList';
import { useTranslate } from '../../i18n';
import type { Evidence } from './types';
import { useLinkName } from './useLinkName';

const joined = (parts: readonly (string | null | undefined)[]) => parts.filter(Boolean).join(', ');

/** What is known about where a device is attached: plain names first, the field's terms in brackets. */
export function EvidenceList({ evidence }: { evidence: Evidence }) {
  const t = useTranslate();
  const linkName = useLinkName();
  const { network, public_ip: seen } = evidence;
  // Of a telephone the server knows only where it sees it.
  const facts: Fact[] = network.interface === '' ? [] : [{ name: t('evidence.link'), value: linkName(network) }];
  const add = (name: string, value: string | null | undefined) => {
    if (value) facts.push({ name, value });
  };

  const port = network.switch_port;
  if (port) {
    const names = { port: port.port, switch: port.system_name ? `${port.system_name} (${port.chassis})` : port.chassis };
    add(t('evidence.switch_port'), t('evidence.switch_port.value', names));
  }
  add(t('evidence.access_point'), network.wifi?.bssid);
  add(t('evidence.router'), joined([network.gateway?.ip, network.gateway?.mac]));
  add(t('evidence.subnet'), network.gateway?.subnet);
  add(t('evidence.dns_suffix'), joined(network.dns_suffixes ?? []));
  const isPublicIpUsed = !seen?.through_tunnel && !network.behind_tunnel;
  add(t('evidence.public_ip'), seen && (isPublicIpUsed ? seen.ip : t('evidence.public_ip.unused', { ip: seen.ip })));
  if (network.behind_tunnel) add(t('evidence.tunnel'), t('evidence.tunnel.value'));
  add(t('evidence.own_addresses'), joined(network.addresses ?? []));
  add(t('evidence.own_mac'), network.mac);
  add(t('evidence.other_uplinks'), joined((network.other_uplinks ?? []).map(linkName)));
  return <KeyValueList facts={facts} />;
}
