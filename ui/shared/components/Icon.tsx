import type { ReactNode } from 'react';
import styles from './Icon.module.css';

/** Strokes on a 24 unit square, drawn with round caps in the colour of the text around them. */
const shapes = {
  home: <path d="M4 11.2 12 4.5l8 6.7M6 9.8V19.5h4.5V14h3v5.5H18V9.8" />,
  phone: <path d="M6.8 3.8h2.7l1.5 4.3-2 1.6a11 11 0 0 0 5.3 5.3l1.6-2 4.3 1.5v2.7c0 1.1-.9 2-2 2A14.4 14.4 0 0 1 4.8 5.8c0-1.1.9-2 2-2Z" />,
  users: (
    <>
      <circle cx="9" cy="8" r="3.2" />
      <path d="M3 19.5c.5-3.6 2.8-5.4 6-5.4s5.5 1.8 6 5.4M15.5 5.1a3.2 3.2 0 0 1 0 5.8M17.6 14.5c1.9.7 3.1 2.4 3.4 5" />
    </>
  ),
  user: (
    <>
      <circle cx="12" cy="8" r="3.6" />
      <path d="M5 20c.6-4 3.3-6 7-6s6.4 2 7 6" />
    </>
  ),
  history: <path d="M4.2 9.5A8.2 8.2 0 1 1 3.8 13M4 4.5v5h5M12 7.5V12l3.2 2" />,
  settings: <path d="M4 7.5h8M18.5 7.5H20M4 16.5h1.5M12 16.5h8M12.2 7.5a3.1 3.1 0 1 0 6.2 0 3.1 3.1 0 1 0-6.2 0M5.6 16.5a3.1 3.1 0 1 0 6.2 0 3.1 3.1 0 1 0-6.2 0" />,
  check: <path d="m5 12.5 4.5 4.5L19 7.5" />,
  'check-circle': (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="m8 12.3 2.8 2.8L16 9.5" />
    </>
  ),
  question: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M9.5 9.6c.1-1.5 1.2-2.3 2.6-2.3 1.5 0 2.6.9 2.6 2.3 0 1.9-2.6 2.1-2.6 4.1M12.1 16.6v.1" />
    </>
  ),
  alert: <path d="M12 4 2.8 19.5h18.4L12 4ZM12 10v4.5M12 17v.1" />,
  unavailable: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="m6.2 17.8 11.6-11.6" />
    </>
  ),
  minus: <path d="M5.5 12h13" />,
  pin: (
    <>
      <path d="M12 21c-4.2-4.5-6.5-8-6.5-11a6.5 6.5 0 0 1 13 0c0 3-2.3 6.5-6.5 11Z" />
      <circle cx="12" cy="10" r="2.3" />
    </>
  ),
  building: <path d="M6 20V4.5h9V20M15 10h3.5v10M3.5 20h17M9 8.2h3M9 12h3M9 15.8h3" />,
  house: <path d="M3.5 12 12 4.5l8.5 7.5M6 10v9.5h12V10M10 19.5V14h4v5.5" />,
  floor: <path d="m12 4 8.5 4.5L12 13 3.5 8.5 12 4ZM3.5 12.5 12 17l8.5-4.5M3.5 16.3l8.5 4.5 8.5-4.5" />,
  network: <path d="M9.5 3.5h5v4.5h-5zM3.5 16h5v4.5h-5zM15.5 16h5v4.5h-5zM12 8v4M6 16v-4h12v4" />,
  wifi: <path d="M3 9.5c5.2-4.7 12.8-4.7 18 0M6 13c3.5-3 8.5-3 12 0M9 16.3c1.9-1.5 4.1-1.5 6 0M12 19.4v.1" />,
  cable: <path d="M8 3.5v4M12 3.5v4M16 3.5v4M5.5 7.5h13v5.5l-3 3.5h-7l-3-3.5V7.5ZM12 16.5v4" />,
  router: <path d="M3.5 13.5h17v6h-17zM7 16.5v.1M10.5 16.5v.1M17 13.5V8.5M14.3 7.3c.6-1.8 1.5-2.6 2.7-2.6s2.1.8 2.7 2.6" />,
  clock: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M12 7v5l3.3 2" />
    </>
  ),
  calendar: <path d="M4.5 6h15v14h-15zM4.5 10.5h15M8.5 3.5V8M15.5 3.5V8" />,
  bell: <path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15L6 16.5ZM10 20.5h4" />,
  search: (
    <>
      <circle cx="10.8" cy="10.8" r="6.3" />
      <path d="m15.5 15.5 4.7 4.7" />
    </>
  ),
  plus: <path d="M12 5v14M5 12h14" />,
  close: <path d="m6.5 6.5 11 11M17.5 6.5l-11 11" />,
  trash: <path d="M4.5 6.5h15M9.5 6.5V4h5v2.5M6.5 6.5l.8 13.5h9.4l.8-13.5M10.2 10.5v5.5M13.8 10.5v5.5" />,
  edit: <path d="m4.5 19.5 1-4.2L16 4.8l3.2 3.2L8.7 18.5l-4.2 1ZM13.5 7.3l3.2 3.2" />,
  more: (
    <>
      <circle cx="5.5" cy="12" r=".8" />
      <circle cx="12" cy="12" r=".8" />
      <circle cx="18.5" cy="12" r=".8" />
    </>
  ),
  menu: <path d="M4 7h16M4 12h16M4 17h16" />,
  'chevron-down': <path d="m6 9.5 6 6 6-6" />,
  'chevron-right': <path d="m9.5 6 6 6-6 6" />,
  'chevron-left': <path d="m14.5 6-6 6 6 6" />,
  'arrow-up': <path d="M12 19V5.5M6.5 11 12 5.5l5.5 5.5" />,
  'arrow-down': <path d="M12 5v13.5M6.5 13l5.5 5.5 5.5-5.5" />,
  'external-link': <path d="M13.5 4.5h6v6M19.5 4.5 11 13M17.5 14v5.5h-13v-13H10" />,
  logout: <path d="M10 4.5H5v15h5M15.5 8l4 4-4 4M19.5 12H9.5" />,
  device: <path d="M4.5 5h15v10.5h-15zM2.5 19h19" />,
  merge: <path d="M6.5 4v3.5c0 3 5.5 3.5 5.5 7V20M17.5 4v3.5c0 3-5.5 3.5-5.5 7M9 17l3 3 3-3" />,
  undo: <path d="M8.5 5 4.5 9l4 4M4.5 9H14a5 5 0 0 1 0 10H9" />,
  lock: <path d="M5.5 10.5h13V20h-13zM8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5M12 14.5v2" />,
  unlock: <path d="M5.5 10.5h13V20h-13zM8.5 10.5V8a3.5 3.5 0 0 1 6.7-1.4M12 14.5v2" />,
  pause: <path d="M8.5 5.5v13M15.5 5.5v13" />,
  transfer: <path d="M4 12h14.5M13 6.5l5.5 5.5-5.5 5.5M4 6.5v11" />,
  'hang-up': <path d="M3.2 14.6c-.4-1.8.1-3.3 1.4-4.2a13.6 13.6 0 0 1 14.8 0c1.3.9 1.8 2.4 1.4 4.2l-4.2 1-1-3a11 11 0 0 0-7.2 0l-1 3-4.2-1Z" />,
  copy: <path d="M8.5 8.5h11v11h-11zM15.5 8.5v-4h-11v11h4" />,
  offline: <path d="M3 9.5c1.3-1.2 2.8-2.1 4.3-2.7M21 9.5a13.6 13.6 0 0 0-8-3.4M6 13c.9-.8 1.9-1.3 3-1.7M18 13c-.5-.5-1.1-.9-1.8-1.2M12 19.4v.1M4.5 4l15 16" />,
} satisfies Record<string, ReactNode>;

/** Name of a drawing in the icon set. */
export type IconName = keyof typeof shapes;

/** All names, for whoever shows the whole set. */
export const iconNames = Object.keys(shapes) as IconName[];

/** An icon beside a word. It is hidden from screen readers unless it has a label of its own. */
export function Icon({ name, label, small = false }: { name: IconName; label?: string; small?: boolean }) {
  const hidden = label === undefined ? ({ 'aria-hidden': true } as const) : ({ role: 'img', 'aria-label': label } as const);
  return (
    <svg className={styles.icon} data-small={small || undefined} viewBox="0 0 24 24" focusable="false" {...hidden}>
      {shapes[name]}
    </svg>
  );
}
