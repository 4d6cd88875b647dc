import type { Fact } from '@shared/components/KeyValueList';
import type { Policy, PolicyOverride } from '../../api/types';
import { useT } from '../../i18n';
import { flags, numberNames } from './values';

/** Gives policies as facts; of a site's, what is inherited is said to be. */
export function usePolicyFacts(): (policy: Policy | PolicyOverride) => Fact[] {
  const t = useT();
  return (policy) => {
    const valueOf = (value: boolean | number | null | undefined) =>
      value == null ? t('policy.inherit') : typeof value === 'number' ? String(value) : t(value ? 'policy.on' : 'policy.off');
    return [...flags, ...numberNames].map((name) => ({ name: t(`policy.${name}`), value: valueOf(policy[name]) }));
  };
}
