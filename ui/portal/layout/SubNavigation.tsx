import { Link } from '@tanstack/react-router';
import { useT } from '../i18n';
import styles from './SubNavigation.module.css';

type Destination = '/users' | '/users/phones' | '/users/numbers' | '/shared-lines' | '/shared-lines/groups' | '/policies' | '/policies/trunks' | '/policies/location-clients' | '/emergency-dashboard' | '/emergency-dashboard/gaps' | '/emergency-dashboard/calls';

function Links({ label, links }: { label: string; links: readonly (readonly [Destination, string])[] }) {
  return (
    <nav aria-label={label}>
      <ul className={styles.links}>
        {links.map(([to, name]) => (
          <li key={to}>
            <Link to={to} className={styles.link} activeOptions={{ exact: true, includeSearch: false }}>
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The pages about people and rooms. */
export function UsersAndRooms() {
  const t = useT();
  return (
    <Links
      label={t('nav.users_and_rooms')}
      links={[
        ['/users', t('users.title')],
        ['/users/phones', t('phones.title')],
        ['/users/numbers', t('numbers.title')],
      ]}
    />
  );
}

/** The pages about emergency calls: who would be found, what is lacking for that, and what was called. */
export function EmergencyPages() {
  const t = useT();
  return (
    <Links
      label={t('nav.emergency_pages')}
      links={[
        ['/emergency-dashboard', t('readiness.title')],
        ['/emergency-dashboard/gaps', t('gaps.title')],
        ['/emergency-dashboard/calls', t('dashboard.calls')],
      ]}
    />
  );
}

/** The pages about what holds for the account. */
export function PoliciesPages() {
  const t = useT();
  return (
    <Links
      label={t('nav.policies')}
      links={[
        ['/policies', t('policies.title')],
        ['/policies/trunks', t('trunks.title')],
        ['/policies/location-clients', t('location_clients.title')],
      ]}
    />
  );
}

/** The pages about who acts on whose lines. */
export function SharedLinesPages() {
  const t = useT();
  return (
    <Links
      label={t('nav.shared_lines')}
      links={[
        ['/shared-lines', t('lines.appearance')],
        ['/shared-lines/groups', t('groups.title')],
      ]}
    />
  );
}
