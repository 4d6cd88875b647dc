import { LinkButton } from '@shared/components/Button';
import { Icon } from '@shared/components/Icon';
import { RelativeTime } from '@shared/components/RelativeTime';
import { StatementCard } from '@shared/components/StatementCard';
import type { Status } from '@shared/components/StatusBadge';
import type { ReactNode } from 'react';
import { strong, useT } from '../../i18n';
import { hrefOf } from '../../route';
import { useView } from '../../session';
import type { Rung } from '../../types';
import { ChangeHere } from './ChangeHere';
import styles from './Home.module.css';

const statuses: Record<Rung, Status> = {
  confirmed_location: 'settled',
  pending_report: 'pending',
  automatic_wiremap: 'asks',
  default_address: 'asks',
  site_default: 'asks',
};

/** "Emergency calls from this computer go to ...", and what backs it. */
export function Statement() {
  const t = useT();
  const { dispatch, dispatch_lines: lines, here, prompt, me, outbox } = useView();
  const location = dispatch.location;
  const canChange = prompt == null && here?.place != null && me?.policy.nomadic === true;

  if (location == null) {
    return (
      <StatementCard
        status="unavailable"
        statement={t('home.unknown')}
        note={
          <div className={styles.notes}>
            <p>{t('home.unknown.meaning')}</p>
            <p>{t(prompt == null ? 'home.unknown.step' : 'home.unknown.answer')}</p>
          </div>
        }
        actions={
          prompt == null ? (
            <LinkButton kind="primary" icon="plus" href={hrefOf('addresses')}>
              {t('home.unknown.add')}
            </LinkButton>
          ) : undefined
        }
      />
    );
  }
  const when = location.since == null ? null : <RelativeTime key="when" at={location.since} />;
  const isOnTheWay = outbox.some(({ at, refused }) => refused == null && at === location.since);
  return (
    <StatementCard
      status={statuses[location.rung]}
      statement={t.rich('home.statement', { address: lines.join(', '), strong })}
      note={
        <div className={styles.notes}>
          {location.label === '' || location.rung === 'site_default' ? null : <p className={styles.label}>{location.label}</p>}
          <p>
            <Backing rung={location.rung} when={when} isOnTheWay={isOnTheWay} />
          </p>
          <p className={styles.network}>
            <Icon name="network" small />
            <span>{here == null ? t('home.no_network') : t('prompt.network', { name: here.name })}</span>
          </p>
        </div>
      }
      actions={canChange ? <ChangeHere /> : undefined}
    />
  );
}

/** When and how the address came to be the one in force. */
function Backing({ rung, when, isOnTheWay }: { rung: Rung; when: ReactNode; isOnTheWay: boolean }) {
  const t = useT();
  switch (rung) {
    case 'confirmed_location':
      return when === null ? t('home.confirmed') : t.rich('home.confirmed_when', { when });
    case 'pending_report':
      if (isOnTheWay) return t.rich('home.on_the_way', { when });
      return when === null ? t('home.pending') : t.rich('home.pending_when', { when });
    case 'automatic_wiremap':
      return when === null ? t('home.automatic') : t.rich('home.automatic_when', { when });
    case 'default_address':
      return t('home.default_address');
    case 'site_default':
      return t('home.site_default');
  }
}
