import { Icon, type IconName } from '@shared/components/Icon';
import { type ReactNode, useEffect, useRef } from 'react';
import { Addresses } from '../features/addresses/Addresses';
import { Alerts } from '../features/emergency/Alerts';
import { Emergency } from '../features/emergency/Emergency';
import { Delegation } from '../features/delegation/Delegation';
import { useDelegating } from '../features/delegation/useDelegating';
import { History } from '../features/history/History';
import { Home } from '../features/home/Home';
import { Lines } from '../features/lines/Lines';
import { Ringing, RingingCount } from '../features/lines/Ringing';
import { Settings } from '../features/settings/Settings';
import { useT } from '../i18n';
import { hrefOf, type Route, screens, useRoute, useThing } from '../route';
import { useView } from '../session';
import { Banners } from './Banners';
import styles from './MainWindow.module.css';

type Screen = Exclude<Route, 'prompt'>;

const icons: Record<Screen, IconName> = {
  home: 'home',
  lines: 'phone',
  addresses: 'house',
  delegation: 'users',
  emergency: 'alert',
  history: 'history',
  settings: 'settings',
};

function screenBody(screen: Screen): ReactNode {
  switch (screen) {
    case 'home':
      return <Home />;
    case 'lines':
      return <Lines />;
    case 'addresses':
      return <Addresses />;
    case 'delegation':
      return <Delegation />;
    case 'emergency':
      return <Emergency />;
    case 'history':
      return <History />;
    case 'settings':
      return <Settings />;
  }
}

/** The main window once everything is set up: a rail and one screen. */
export function MainWindow() {
  const t = useT();
  const { me } = useView();
  const route = useRoute();
  const screen = route === 'prompt' ? 'home' : route;
  const main = useRef<HTMLElement>(null);
  const top = useRef<HTMLDivElement>(null);
  const shown = useRef(screen);
  const thing = useThing();
  useEffect(() => {
    if (shown.current === screen) return;
    shown.current = screen;
    // A link to one thing on the screen leads the focus there.
    if (thing !== undefined) return;
    main.current?.focus({ preventScroll: true });
    top.current?.scrollIntoView();
  }, [screen, thing]);
  return (
    <div ref={top} className={styles.window}>
      <nav className={styles.rail} aria-label={t('nav.label')}>
        <p className={styles.brand}>
          <Icon name="pin" />
          {t('app.title')}
        </p>
        <ul className={styles.places}>
          {screens.map((name) => (
            <li key={name}>
              <a className={styles.place} href={hrefOf(name)} aria-current={name === screen ? 'page' : undefined}>
                <Icon name={icons[name]} />
                <span>{t(`nav.${name}`)}</span>
                {name === 'delegation' ? <OpenRequests /> : null}
                {name === 'lines' ? <RingingCount /> : null}
              </a>
            </li>
          ))}
        </ul>
        {me == null ? null : (
          <p className={styles.user}>
            <Icon name="user" small />
            <span>{me.name}</span>
          </p>
        )}
      </nav>
      <main ref={main} className={styles.main} tabIndex={-1}>
        <Alerts />
        <Banners />
        {screenBody(screen)}
      </main>
      <Announcement />
      <Ringing />
    </div>
  );
}

/** How many requests wait for this person's answer, beside the way to them. */
function OpenRequests() {
  const t = useT();
  const { requests } = useDelegating();
  if (requests.length === 0) return null;
  return (
    <span className={styles.count}>
      <span aria-hidden>{requests.length}</span>
      <span className="visually-hidden">{t('nav.delegation.waiting', { count: requests.length })}</span>
    </span>
  );
}

/** Tells a screen reader when the state changes, wherever in the window the person is. */
function Announcement() {
  const t = useT();
  const { status, dispatch_lines: lines } = useView();
  const { requests } = useDelegating();
  const asked = t('announce.requests', { count: requests.length, name: requests[0]?.delegator.name ?? '' });
  const words = lines.length === 0 ? t('home.unknown') : t('announce.address', { address: lines.join(', ') });
  return (
    <>
      <p className="visually-hidden" role="status">
        {`${t(`announce.${status}`)} ${words}`}
      </p>
      <p className="visually-hidden" role="status">
        {asked}
      </p>
    </>
  );
}
