import { describe, expect, it } from 'vitest';
import { evidenceOf, fieldOfPath, noFields, problemsOf, type RuleFields } from './ruleForm';

const form = (fields: Partial<RuleFields>): RuleFields => ({ ...noFields, ...fields });

describe('the form of a rule', () => {
  it.each([
    ['switch_port', form({ chassis: 'sw', prefix: 'Gi1/0/12' }), {}],
    ['switch_port', form({ chassis: 'sw', prefix: 'Gi1/0/', from: '1' }), { to: 'both_numbers' }],
    ['switch_port', form({ chassis: 'sw', from: '1', to: '24' }), {}],
    ['switch_port', form({ prefix: 'Gi1/0/', from: 'x', to: '2' }), { chassis: 'needed', from: 'number' }],
    ['switch_chassis', form({ chassis: ' ' }), { chassis: 'needed' }],
    ['bssid', form({ bssid: '00:1b:21:3c:4d' }), { bssid: 'mac' }],
    ['bssid', form({ bssid: '00-1B-21-3C-4D-5E', prefix_bits: '12' }), { prefix_bits: 'bits' }],
    ['gateway_mac', form({ mac: '00:1b:21:3c:4d:5e' }), {}],
    ['gateway_mac', form({ mac: '001b.213c.4D5E' }), {}],
    ['gateway_mac', form({ mac: '001B213C4D5E' }), {}],
    ['gateway_mac', form({ mac: '0:1b:21:3c:4d:5e' }), {}],
    ['gateway_mac', form({ mac: '0-1b-21-3c-4d-5e' }), { mac: 'mac' }],
    ['subnet', form({ subnet: '10.4.0.0/16' }), {}],
    ['subnet', form({ subnet: '10.4.0.7' }), { subnet: 'network' }],
    ['subnet', form({}), { subnet: 'needed' }],
    ['public_ip', form({ public: '203.0.113.7' }), {}],
    ['public_ip', form({ public: 'office' }), { public: 'network' }],
    ['public_ip_and_subnet', form({ public: '203.0.113.7', subnet: '10.4.0.0' }), { subnet: 'network' }],
  ] as const)('%s: finds what is wrong', (kind, fields, problems) => {
    expect(problemsOf(kind, fields)).toEqual(problems);
  });

  it('sends a range of ports with its numbers, and one port without', () => {
    expect(evidenceOf('switch_port', form({ chassis: ' sw ', prefix: 'Gi1/0/', from: '1', to: '24' }))).toEqual({
      kind: 'switch_port',
      chassis: 'sw',
      ports: { prefix: 'Gi1/0/', numbers: { from: 1, to: 24 } },
    });
    expect(evidenceOf('switch_port', form({ chassis: 'sw', prefix: '12' }))).toEqual({ kind: 'switch_port', chassis: 'sw', ports: { prefix: '12' } });
  });

  it('sends a subnet by itself', () => {
    expect(evidenceOf('subnet', form({ subnet: ' 10.4.0.0/16 ' }))).toEqual({ kind: 'subnet', subnet: '10.4.0.0/16' });
  });

  it('makes a network of a single address', () => {
    expect(evidenceOf('public_ip', form({ public: '203.0.113.7' }))).toEqual({ kind: 'public_ip', public: '203.0.113.7/32' });
    expect(evidenceOf('public_ip', form({ public: '2001:db8::7' }))).toEqual({ kind: 'public_ip', public: '2001:db8::7/128' });
  });

  it('finds the field of what the server says', () => {
    expect(fieldOfPath('evidence.ports')).toBe('prefix');
    expect(fieldOfPath('evidence.mac')).toBe('mac');
    expect(fieldOfPath('evidence')).toBeUndefined();
  });
});
