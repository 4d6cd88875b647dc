import type { Evidence } from './types';

/** A network's name for people: the SSID, the DNS suffix or the router's address. */
export function networkName({ network }: Evidence): string {
  return network.wifi?.ssid || network.dns_suffixes?.[0] || network.gateway?.ip || network.interface;
}
