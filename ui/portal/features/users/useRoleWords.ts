import { useCallback } from 'react';
import type { Roles } from '../../api/types';
import { useSites } from '../../components/useSites';
import { useT } from '../../i18n';

/** Gives what somebody is besides a user, in one line. */
export function useRoleWords(): (roles: Roles) => string {
  const t = useT();
  const { sites } = useSites();
  return useCallback(
    ({ administrator, safety_team }: Roles) => {
      const words: string[] = [];
      if (administrator?.of === 'account') words.push(t('role.account'));
      if (administrator?.of === 'site') {
        words.push(t('role.site', { site: sites.find(({ id }) => id === administrator.site)?.name ?? t('role.other_site') }));
      }
      if (safety_team) words.push(t('role.safety_team'));
      return words.length === 0 ? t('role.user') : words.join(', ');
    },
    [t, sites],
  );
}
