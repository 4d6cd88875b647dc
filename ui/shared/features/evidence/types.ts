// Shapes that the generated types of both schema documents fit: what is absent may be missing or null.

type Maybe<Value> = Value | null | undefined;

/** The kind of link that carries the default route. */
export type Medium = 'wired' | 'wifi' | 'virtual';

interface Wifi {
  ssid: string;
  bssid?: Maybe<string>;
}

/** What was measured about a network, and what the server saw. */
export interface Evidence {
  network: {
    interface: string;
    medium: Medium;
    mac?: Maybe<string>;
    addresses?: Maybe<readonly string[]>;
    gateway?: Maybe<{ ip: string; mac?: Maybe<string>; subnet?: Maybe<string> }>;
    wifi?: Maybe<Wifi>;
    switch_port?: Maybe<{ chassis: string; port: string; system_name?: Maybe<string> }>;
    dns_suffixes?: Maybe<readonly string[]>;
    behind_tunnel?: Maybe<boolean>;
    other_uplinks?: Maybe<readonly { interface: string; medium: Medium; wifi?: Maybe<Wifi> }[]>;
  };
  public_ip?: Maybe<{ ip: string; through_tunnel: boolean }>;
}

/** What a wiremap rule looks for. */
export type RuleEvidence =
  | { kind: 'switch_port'; chassis: string; ports: { prefix: string; numbers?: Maybe<{ from: number; to: number }> } }
  | { kind: 'switch_chassis'; chassis: string }
  | { kind: 'bssid'; bssid: string; prefix_bits: number }
  | { kind: 'gateway_mac'; mac: string }
  | { kind: 'public_ip_and_subnet'; public: string; subnet: string }
  | { kind: 'subnet'; subnet: string }
  | { kind: 'public_ip'; public: string };

/** How exactly a rule tells the place. */
export type Rank = RuleEvidence['kind'];

/** All ranks, the one that wins first. */
export const matchOrder: readonly Rank[] = [
  'switch_port',
  'switch_chassis',
  'bssid',
  'gateway_mac',
  'public_ip_and_subnet',
  'subnet',
  'public_ip',
];
