import { StatusBadge } from '../../components/StatusBadge';
import { useTranslate } from '../../i18n';
import type { Delegation } from './types';

/** How far a delegation has come, or that it is suspended. */
export function StateBadge({ delegation }: { delegation: Pick<Delegation, 'state' | 'suspended'> }) {
  const t = useTranslate();
  if (delegation.suspended != null) return <StatusBadge status="unavailable">{t('delegation.state.suspended')}</StatusBadge>;
  switch (delegation.state) {
    case 'invited':
      return <StatusBadge status="pending">{t('delegation.state.invited')}</StatusBadge>;
    case 'active':
      return <StatusBadge status="settled">{t('delegation.state.active')}</StatusBadge>;
    case 'declined':
      return <StatusBadge status="neutral">{t('delegation.state.declined')}</StatusBadge>;
    case 'withdrawn':
      return <StatusBadge status="neutral">{t('delegation.state.withdrawn')}</StatusBadge>;
    case 'ended':
      return <StatusBadge status="neutral">{t('delegation.state.ended')}</StatusBadge>;
  }
}

/** An administrator has locked somebody's delegation settings. */
export function LockedBadge() {
  const t = useTranslate();
  return (
    <StatusBadge status="neutral" icon="lock">
      {t('delegation.locked')}
    </StatusBadge>
  );
}
