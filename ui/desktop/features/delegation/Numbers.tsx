import { Icon } from '@shared/components/Icon';
import { phoneNumber } from '@shared/components/phoneNumber';
import { useT } from '../../i18n';
import { useView } from '../../session';
import styles from './Delegation.module.css';

/** The direct numbers of a line, as they are written here. */
export function Numbers({ label, numbers }: { label: string; numbers: readonly string[] }) {
  const t = useT();
  const { me } = useView();
  if (numbers.length === 0) return <p className={styles.none}>{t('assistant.no_numbers')}</p>;
  return (
    <ul className={styles.numbers} aria-label={label}>
      {numbers.map((number) => (
        <li key={number}>
          <Icon name="phone" small />
          {phoneNumber(number, me?.site_address.country)}
        </li>
      ))}
    </ul>
  );
}
