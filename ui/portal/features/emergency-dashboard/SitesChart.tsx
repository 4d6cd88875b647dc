import { Link } from '@tanstack/react-router';
import { Icon } from '@shared/components/Icon';
import { statusIcons } from '@shared/components/StatusBadge';
import type { SiteReadiness } from '../../api/types';
import { useT } from '../../i18n';
import styles from './SitesChart.module.css';
import { readinessStatus } from './words';

function SiteRow({ site: { site, name, counts } }: { site: SiteReadiness }) {
  const t = useT();
  const total = counts.reduce((sum, { owners }) => sum + owners, 0);
  const settled = counts.find(({ readiness }) => readiness === 'settled')?.owners ?? 0;
  return (
    <li className={styles.site}>
      <div className={styles.head}>
        <h3 className={styles.name}>{name}</h3>
        <span className={styles.share}>{t('readiness.share', { settled, total })}</span>
      </div>
      {/* What it shows is said in words below it. */}
      <div className={styles.bar} aria-hidden>
        {counts.map(({ readiness, owners }) => (
          <span key={readiness} className={styles.part} data-status={readinessStatus[readiness]} style={{ flexGrow: owners }} />
        ))}
      </div>
      <ul className={styles.legend} aria-label={t('readiness.counts', { site: name })}>
        {counts.map(({ readiness, owners }) => (
          <li key={readiness}>
            <Link to="/emergency-dashboard" search={{ site, status: readiness }} className={styles.count} data-status={readinessStatus[readiness]}>
              <Icon name={statusIcons[readinessStatus[readiness]]} small />
              <span>{t('readiness.count', { count: owners, status: t(`readiness.${readiness}`) })}</span>
            </Link>
          </li>
        ))}
      </ul>
    </li>
  );
}

/** How well help would find the people of each site: a bar, and the same in words that lead to whom they mean. */
export function SitesChart({ sites }: { sites: readonly SiteReadiness[] }) {
  const t = useT();
  const peopled = sites.filter(({ counts }) => counts.length > 0);
  return (
    <ul className={styles.sites} aria-label={t('readiness.by_site')}>
      {peopled.map((site) => (
        <SiteRow key={site.site} site={site} />
      ))}
    </ul>
  );
}
