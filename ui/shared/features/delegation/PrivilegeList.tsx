import { Icon } from '../../components/Icon';
import { useTranslate } from '../../i18n';
import styles from './Delegation.module.css';
import { type Privileges, privileges } from './types';

/** What a delegate may do, to be read. */
export function PrivilegeList({ label, value }: { label: string; value: Privileges }) {
  const t = useTranslate();
  return (
    <ul className={styles.chips} aria-label={label}>
      {privileges
        .filter((privilege) => value[privilege])
        .map((privilege) => (
          <li key={privilege}>
            <Icon name="check" small />
            {t(`delegation.privilege.${privilege}`)}
          </li>
        ))}
    </ul>
  );
}
