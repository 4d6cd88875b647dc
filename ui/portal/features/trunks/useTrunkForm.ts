import { useState } from 'react';
import type { EmergencyTrunk, Trunk, TrunkSettings } from '../../api/types';
import { wordsIn } from '../policies/words';

/** What stands in the fields of a trunk's form, as it is typed. */
export interface TypedTrunk {
  name: string;
  host: string;
  port: string;
  transport: NonNullable<TrunkSettings['transport']>;
  user: string;
  secret: string;
  registers: boolean;
  priority: number;
  ordinary: boolean;
  isEmergency: boolean;
  emergency: Required<Omit<EmergencyTrunk, 'number'>> & { number: string };
  sources: string;
  mostCalls: string;
  callerId: NonNullable<TrunkSettings['caller_id']>;
  country: string;
  codecs: string;
  requiresEncryption: boolean;
  checkSeconds: number | null;
  authorities: string;
  certificate: string;
  tlsKey: string;
}

/** What a trunk's form begins with: what is set up, or what most trunks have. */
export function typedOf(settings?: TrunkSettings): TypedTrunk {
  const emergency = settings?.emergency;
  return {
    name: settings?.name ?? '',
    host: settings?.host ?? '',
    port: settings?.port?.toString() ?? '',
    transport: settings?.transport ?? 'auto',
    user: settings?.user ?? '',
    secret: '',
    registers: settings?.registers ?? false,
    priority: settings?.priority ?? 10,
    ordinary: settings?.ordinary ?? true,
    isEmergency: emergency !== undefined && emergency !== null,
    emergency: {
      asks_for: emergency?.asks_for ?? 'dialled',
      location: emergency?.location ?? 'value',
      number: emergency?.number ?? '',
      screening: emergency?.screening ?? false,
    },
    sources: (settings?.sources ?? []).join('\n'),
    mostCalls: settings?.most_calls?.toString() ?? '',
    callerId: settings?.caller_id ?? 'e164',
    country: settings?.country ?? '',
    codecs: (settings?.codecs ?? []).join(', '),
    requiresEncryption: settings?.requires_encryption ?? false,
    checkSeconds: settings === undefined ? 60 : (settings.check_seconds ?? null),
    authorities: settings?.authorities ?? '',
    certificate: settings?.certificate ?? '',
    tlsKey: '',
  };
}

/** A number that was typed: what is none is sent as 0, which the server refuses at the field. */
function numberIn(text: string): number | undefined {
  const typed = text.trim();
  if (typed === '') return undefined;
  return /^\d{1,6}$/.test(typed) ? Number(typed) : 0;
}

function filled(text: string): string | undefined {
  return text.trim() === '' ? undefined : text.trim();
}

/** What the server is sent; what is empty is left out. */
export function settingsOf(typed: TypedTrunk): TrunkSettings {
  const isTls = typed.transport === 'tls';
  const port = numberIn(typed.port);
  const settings = {
    name: typed.name.trim(),
    host: typed.host.trim(),
    port: port !== undefined && port > 65_535 ? 0 : port,
    transport: typed.transport,
    user: filled(typed.user),
    registers: typed.registers,
    priority: typed.priority,
    ordinary: typed.ordinary,
    emergency: typed.isEmergency ? { ...typed.emergency, number: filled(typed.emergency.number) } : undefined,
    sources: wordsIn(typed.sources),
    most_calls: numberIn(typed.mostCalls),
    caller_id: typed.callerId,
    country: typed.callerId === 'national' ? filled(typed.country) : undefined,
    codecs: wordsIn(typed.codecs),
    requires_encryption: typed.requiresEncryption,
    check_seconds: typed.checkSeconds ?? undefined,
    authorities: isTls ? filled(typed.authorities) : undefined,
    certificate: isTls ? filled(typed.certificate) : undefined,
  };
  // What is not said is left out, not sent as nothing.
  return JSON.parse(JSON.stringify(settings)) as TrunkSettings;
}

/** The fields of a form, and how each is changed. */
export function useTrunkForm(trunk?: Trunk) {
  const [typed, setTyped] = useState(() => typedOf(trunk?.settings));
  const set = <Name extends keyof TypedTrunk>(name: Name) => (value: TypedTrunk[Name]) => {
    setTyped((now) => ({ ...now, [name]: value }));
  };
  const setEmergency = (change: Partial<TypedTrunk['emergency']>) => {
    setTyped((now) => ({ ...now, emergency: { ...now.emergency, ...change } }));
  };
  return { typed, set, setEmergency };
}
