import { useTranslate } from '../../i18n';
import type { RuleEvidence } from './types';

/** Gives what a wiremap rule looks for, in one line. */
export function useRuleWords(): (rule: RuleEvidence) => string {
  const t = useTranslate();
  return (rule) => {
    switch (rule.kind) {
      case 'switch_port': {
        const { prefix, numbers } = rule.ports;
        const port = numbers ? t('rule.ports', { prefix, from: String(numbers.from), to: String(numbers.to) }) : prefix;
        return t('rule.switch_port', { port, chassis: rule.chassis });
      }
      case 'switch_chassis':
        return t('rule.switch_chassis', { chassis: rule.chassis });
      case 'bssid':
        return rule.prefix_bits === 48
          ? t('rule.bssid', { bssid: rule.bssid })
          : t('rule.bssid_prefix', { bssid: rule.bssid, bits: rule.prefix_bits });
      case 'gateway_mac':
        return t('rule.gateway_mac', { mac: rule.mac });
      case 'public_ip_and_subnet':
        return t('rule.public_ip_and_subnet', { public: rule.public, subnet: rule.subnet });
      case 'subnet':
        return t('rule.subnet', { subnet: rule.subnet });
      case 'public_ip':
        return t('rule.public_ip', { public: rule.public });
    }
  };
}
