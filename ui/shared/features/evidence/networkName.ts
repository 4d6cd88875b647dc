import type { Evidence } from './types';

/** A network's name for people: the SSID, the DNS suffix or the router's address; of a telephone's, where the server sees it. */
export function networkName({ network, public_ip: seen }: Evidence): string {
  return network.wifi?.ssid || network.dns_suffixes?.[0] || network.gateway?.ip || network.interface || seen?.ip || (network.addresses?.[0] ?? '');
}
