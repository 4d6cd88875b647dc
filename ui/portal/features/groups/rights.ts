import { useCallback } from 'react';
import type { MonitoringSettings } from '../../api/types';
import { useT } from '../../i18n';

/** What a group may be allowed on a call. */
export const rights = ['listen', 'whisper', 'barge', 'take_over'] as const satisfies readonly (keyof MonitoringSettings)[];

/** Gives in one line what supervising allows. */
export function useRightsWords(): (settings: MonitoringSettings) => string {
  const t = useT();
  return useCallback(
    (settings) => {
      const words: string[] = rights.filter((right) => settings[right]).map((right) => t(`groups.right.${right}`));
      return [...words, t(settings.announce ? 'groups.announced' : 'groups.unannounced')].join(', ');
    },
    [t],
  );
}
