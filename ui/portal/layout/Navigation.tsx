import { Button } from '@shared/components/Button';
import { Icon, type IconName } from '@shared/components/Icon';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { isAdministrator } from '../api/session';
import { requestsTo, type View } from '../api/snapshot';
import { useT } from '../i18n';
import { Account } from './Account';
import styles from './Navigation.module.css';

type Destination =
  | '/emergency'
  | '/delegation'
  | '/devices'
  | '/emergency-dashboard'
  | '/proposals'
  | '/locations'
  | '/shared-lines'
  | '/users'
  | '/policies'
  | '/audit';

interface Entry {
  to: Destination;
  name: string;
  icon: IconName;
  /** How many things wait there. */
  count?: number | undefined;
}

function Group({ title, entries, onGo }: { title: string; entries: readonly Entry[]; onGo: () => void }) {
  const t = useT();
  return (
    <div className={styles.group} role="group" aria-label={title}>
      <p className={styles.title} aria-hidden>
        {title}
      </p>
      <ul className={styles.entries}>
        {entries.map(({ to, name, icon, count = 0 }) => (
          <li key={to}>
            <Link to={to} className={styles.entry} onClick={onGo}>
              <Icon name={icon} />
              <span className={styles.name}>{name}</span>
              {count === 0 ? null : (
                <span className={styles.count}>
                  <span aria-hidden>{count}</span>
                  <span className="visually-hidden">{t('nav.waiting', { count })}</span>
                </span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Where one can go: only what the reader's roles may use. */
export function Navigation({ view }: { view: View }) {
  const t = useT();
  const { me, queue, delegations } = view;
  const [isOpen, setIsOpen] = useState(false);
  const close = () => setIsOpen(false);

  const mine: Entry[] = [
    { to: '/emergency', name: t('nav.emergency'), icon: 'pin' },
    { to: '/delegation', name: t('nav.delegation'), icon: 'phone', count: requestsTo(delegations, me.id).length },
    { to: '/devices', name: t('nav.devices'), icon: 'device' },
  ];
  const administration: Entry[] = [
    { to: '/emergency-dashboard', name: t('nav.emergency_dashboard'), icon: 'alert' },
    { to: '/proposals', name: t('nav.proposals'), icon: 'question', count: queue?.pending },
    { to: '/locations', name: t('nav.locations'), icon: 'building' },
    { to: '/shared-lines', name: t('nav.shared_lines'), icon: 'phone' },
    { to: '/users', name: t('nav.users_and_rooms'), icon: 'users' },
    { to: '/policies', name: t('nav.policies'), icon: 'settings' },
    { to: '/audit', name: t('nav.audit'), icon: 'history' },
  ];

  return (
    <header className={styles.side} data-open={isOpen || undefined}>
      <div className={styles.top}>
        <p className={styles.brand}>
          <Icon name="pin" />
          <span>{t('app.title')}</span>
        </p>
        <div className={styles.toggle}>
          <Button
            kind="quiet"
            icon={isOpen ? 'close' : 'menu'}
            aria-expanded={isOpen}
            aria-controls="navigation"
            onPress={() => setIsOpen(!isOpen)}
          >
            {t('nav.menu')}
          </Button>
        </div>
      </div>
      <div className={styles.content} id="navigation">
        <p className={styles.organisation}>{me.account}</p>
        <nav aria-label={t('nav.label')} className={styles.nav}>
          <Group title={t('nav.my_phone')} entries={mine} onGo={close} />
          {isAdministrator(me.roles) ? <Group title={t('nav.administration')} entries={administration} onGo={close} /> : null}
        </nav>
        <Account me={me} />
      </div>
    </header>
  );
}
