import type { Rank } from '@shared/features/evidence/types';
import type { RuleEvidence } from '../../api/types';

/** Fields of the form, all kinds together, as typed. */
export interface RuleFields {
  chassis: string;
  prefix: string;
  from: string;
  to: string;
  bssid: string;
  prefix_bits: string;
  mac: string;
  public: string;
  subnet: string;
}

/** Name of a field. */
export type RuleField = keyof RuleFields;

/** An empty form. */
export const noFields: RuleFields = {
  chassis: '',
  prefix: '',
  from: '',
  to: '',
  bssid: '',
  prefix_bits: '48',
  mac: '',
  public: '',
  subnet: '',
};

/** The fields that each kind of evidence asks for. */
export const fieldsOfKind: Record<Rank, readonly RuleField[]> = {
  switch_port: ['chassis', 'prefix', 'from', 'to'],
  switch_chassis: ['chassis'],
  bssid: ['bssid', 'prefix_bits'],
  gateway_mac: ['mac'],
  public_ip_and_subnet: ['public', 'subnet'],
  subnet: ['subnet'],
  public_ip: ['public'],
};

/** What can be wrong before the server is asked; a key below `rule_form.problem.`. */
export type RuleProblem = 'needed' | 'mac' | 'number' | 'both_numbers' | 'bits' | 'network';

/** Twelve hex digits, however they are grouped; some systems leave out zeros between colons. */
const isMac = (text: string) =>
  /^(0x)?[0-9a-f]{12}$/i.test(text.replace(/[:. -]/g, '')) || /^([0-9a-f]{1,2}:){5}[0-9a-f]{1,2}$/i.test(text);
const isNumber = (text: string) => /^\d{1,9}$/.test(text);
const isNetwork = (text: string) => /^[0-9a-f:.]+(\/\d{1,3})?$/i.test(text) && /[:.]/.test(text);

/** A single address is a network of one. */
function network(text: string): string {
  if (text.includes('/')) return text;
  return `${text}/${text.includes(':') ? 128 : 32}`;
}

function problemOf(field: RuleField, fields: RuleFields): RuleProblem | undefined {
  const value = fields[field].trim();
  switch (field) {
    case 'from':
    case 'to':
      if (value === '') return fields[field === 'from' ? 'to' : 'from'].trim() === '' ? undefined : 'both_numbers';
      return isNumber(value) ? undefined : 'number';
    case 'prefix':
      return value === '' && fields.from.trim() === '' ? 'needed' : undefined;
    case 'bssid':
    case 'mac':
      return value === '' ? 'needed' : isMac(value) ? undefined : 'mac';
    case 'prefix_bits':
      return isNumber(value) && Number(value) >= 24 && Number(value) <= 48 ? undefined : 'bits';
    case 'public':
    case 'subnet':
      if (value === '') return 'needed';
      return isNetwork(value) && (field === 'public' || value.includes('/')) ? undefined : 'network';
    case 'chassis':
      return value === '' ? 'needed' : undefined;
  }
}

/** What is wrong with the form, by field; empty when it can be sent. */
export function problemsOf(kind: Rank, fields: RuleFields): Partial<Record<RuleField, RuleProblem>> {
  const problems: Partial<Record<RuleField, RuleProblem>> = {};
  for (const field of fieldsOfKind[kind]) {
    const problem = problemOf(field, fields);
    if (problem !== undefined) problems[field] = problem;
  }
  return problems;
}

/** What is sent for a form without problems. */
export function evidenceOf(kind: Rank, given: RuleFields): RuleEvidence {
  const fields = Object.fromEntries(Object.entries(given).map(([name, value]: [string, string]) => [name, value.trim()])) as unknown as RuleFields;
  switch (kind) {
    case 'switch_port': {
      const numbers = fields.from === '' ? {} : { numbers: { from: Number(fields.from), to: Number(fields.to) } };
      return { kind, chassis: fields.chassis, ports: { prefix: fields.prefix, ...numbers } };
    }
    case 'switch_chassis':
      return { kind, chassis: fields.chassis };
    case 'bssid':
      return { kind, bssid: fields.bssid, prefix_bits: Number(fields.prefix_bits) };
    case 'gateway_mac':
      return { kind, mac: fields.mac };
    case 'public_ip_and_subnet':
      return { kind, public: network(fields.public), subnet: network(fields.subnet) };
    case 'subnet':
      return { kind, subnet: fields.subnet };
    case 'public_ip':
      return { kind, public: network(fields.public) };
  }
}

/** The server's paths of these fields, such as `evidence.ports`, as names of the form's fields. */
export function fieldOfPath(path: string): RuleField | undefined {
  const last = path.split('.').pop() ?? '';
  if (last === 'ports' || last === 'numbers') return 'prefix';
  return last in noFields ? (last as RuleField) : undefined;
}
