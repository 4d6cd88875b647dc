import { StatusBadge } from '@shared/components/StatusBadge';
import type { DelegationBrief, Privileges } from '../../api/types';
import { PartyLink } from '../../components/PartyLink';
import text from '../../components/text.module.css';
import { useT } from '../../i18n';
import styles from './Lines.module.css';

/** How many are shown in a row; the rest is counted, and in the details. */
const SHOWN = 4;

const privileges = ['place_calls', 'answer_calls', 'pick_up_held', 'lock_calls'] as const satisfies readonly (keyof Privileges)[];

/** The other sides of somebody's delegations. */
export function Briefs({ briefs }: { briefs: readonly DelegationBrief[] }) {
  const t = useT();
  const more = briefs.length - SHOWN;
  if (briefs.length === 0) return null;
  return (
    <ul className={styles.briefs}>
      {briefs.slice(0, SHOWN).map(({ id, who, name, extension, active, suspended, privileges: held }) => (
        <li key={id}>
          <span className={text.row}>
            <span>
              <PartyLink who={who} name={name} />
              {extension == null ? null : <span className={text.small}> {extension}</span>}
            </span>
            {active ? null : <StatusBadge status="pending">{t('lines.pending')}</StatusBadge>}
            {suspended ? <StatusBadge status="unavailable">{t('lines.suspended')}</StatusBadge> : null}
          </span>
          <span className={text.small}>
            {privileges
              .filter((privilege) => held[privilege])
              .map((privilege) => t(`lines.may.${privilege}`))
              .join(', ')}
          </span>
        </li>
      ))}
      {more > 0 ? <li className={text.small}>{t('lines.more', { count: more })}</li> : null}
    </ul>
  );
}
