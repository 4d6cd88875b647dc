import type { Status } from '@shared/components/StatusBadge';
import type { Trunk, TrunkState } from '../../api/types';
import type { useT } from '../../i18n';

type T = ReturnType<typeof useT>;

/** How a state looks: what takes calls is settled, what cannot is unavailable. */
export function statusOf({ status, is_usable }: TrunkState): Status {
  if (is_usable) return status === 'not_asked' ? 'neutral' : 'settled';
  return status === 'registering' ? 'pending' : 'unavailable';
}

/** What leaves by a trunk, and how it is reached. */
export function purposeOf(t: T, { settings }: Trunk): string {
  const screening = settings.emergency?.screening === true;
  const calls = settings.emergency
    ? settings.ordinary
      ? t('trunks.purpose.both')
      : screening
        ? t('trunks.purpose.screening')
        : t('trunks.purpose.emergency')
    : t('trunks.purpose.ordinary');
  const host = settings.port ? `${settings.host}:${settings.port}` : settings.host;
  return t('trunks.purpose', { calls, host, transport: t(`trunks.transport.${settings.transport ?? 'auto'}`) });
}

/** What a state means for calls, with what the carrier said. */
export function meaningOf(t: T, { status, code, reason }: TrunkState): string {
  const said = [code, reason].filter((part) => part !== undefined && part !== null && part !== '').join(' ');
  const meaning = t(`trunks.state.${status}.meaning`);
  return said === '' ? meaning : `${meaning} ${t(code ? 'trunks.state.said' : 'trunks.state.why', { said })}`;
}
