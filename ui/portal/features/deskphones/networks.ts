import type { DeskPhone } from '../../api/types';

/** A network in which a telephone is registered. */
export interface RegisteredNetwork {
  /** Its address as it is seen, without a port. */
  ip: string;
  /** Where a telephone of a common area was said to be there. */
  said: { location: string; name: string } | null;
}

/** The networks in which a telephone is registered, each once. Behind one address there is one network, whatever the ports. */
export function networksOf({ places }: DeskPhone): RegisteredNetwork[] {
  const networks = new Map<string, RegisteredNetwork>();
  for (const { address, said } of places) {
    const ip = address.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
    if (!networks.has(ip)) networks.set(ip, { ip, said: said ?? null });
  }
  return [...networks.values()];
}

/** An address by which the server knows the network: any port will do. */
export const addressIn = ({ ip }: RegisteredNetwork) => (ip.includes(':') ? `[${ip}]:0` : `${ip}:0`);
