import { RelativeTime } from '@shared/components/RelativeTime';
import { useNow } from '@shared/components/useNow';
import type { Provisioning } from '../../api/types';
import text from '../../components/text.module.css';
import { useT } from '../../i18n';

/** How far it is with setting a telephone up by its address, in one sentence. */
export function ProvisioningState({ provisioning }: { provisioning: Provisioning }) {
  const t = useT();
  const now = useNow();
  const { valid_until: until, fetched } = provisioning;
  if (fetched != null) {
    const { at, from, maker } = fetched;
    return <p className={text.muted}>{t.rich('deskphones.provisioning.fetched', { from, maker, at: <RelativeTime key="at" at={at} /> })}</p>;
  }
  if (new Date(until).getTime() <= now) return <p className={text.muted}>{t('deskphones.provisioning.expired')}</p>;
  return <p className={text.muted}>{t.rich('deskphones.provisioning.until', { until: <RelativeTime key="until" at={until} /> })}</p>;
}
