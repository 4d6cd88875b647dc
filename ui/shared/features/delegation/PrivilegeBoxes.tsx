import { useId } from 'react';
import { Checkbox } from '../../components/Checkbox';
import { Icon } from '../../components/Icon';
import { useTranslate } from '../../i18n';
import styles from './Delegation.module.css';
import { type Privileges, privileges } from './types';

/** Props of {@link PrivilegeBoxes}. */
export interface PrivilegeBoxesProps {
  /** Names the group: "What Sam Okafor may do". */
  label: string;
  value: Privileges;
  onChange: (value: Privileges) => void;
  error?: string | undefined;
  isDisabled?: boolean;
}

/** What a delegate may do, each with a line that explains it. */
export function PrivilegeBoxes({ label, value, onChange, error, isDisabled = false }: PrivilegeBoxesProps) {
  const t = useTranslate();
  const id = useId();
  return (
    <div className={styles.group} role="group" aria-labelledby={id} aria-describedby={error === undefined ? undefined : `${id}-error`}>
      <p id={id} className={styles.legend}>
        {label}
      </p>
      {privileges.map((privilege) => (
        <Checkbox
          key={privilege}
          isSelected={value[privilege]}
          onChange={(isSelected) => onChange({ ...value, [privilege]: isSelected })}
          isDisabled={isDisabled}
          isInvalid={error !== undefined}
          help={t(`delegation.privilege.${privilege}.help`)}
        >
          {t(`delegation.privilege.${privilege}`)}
        </Checkbox>
      ))}
      <p id={`${id}-error`} className={styles.error} role="alert">
        {error === undefined ? null : (
          <>
            <Icon name="alert" small />
            <span>{error}</span>
          </>
        )}
      </p>
    </div>
  );
}
