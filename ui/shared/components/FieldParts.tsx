import type { ReactNode } from 'react';
import { FieldError as AriaFieldError, Label as AriaLabel, Text } from 'react-aria-components';
import { useTranslate } from '../i18n';
import styles from './Field.module.css';
import { Icon } from './Icon';

/** Label above a control. What must be filled in is the rule, so it is the optional that is said. */
export function FieldLabel({ children, optional = false }: { children: ReactNode; optional?: boolean }) {
  const t = useTranslate();
  return (
    <AriaLabel className={styles.label ?? ''}>
      {children}
      {optional ? <span className={styles.optional}> ({t('common.optional')})</span> : null}
    </AriaLabel>
  );
}

/** Help below a control. */
export function FieldHelp({ children }: { children: ReactNode }) {
  return (
    <Text slot="description" className={styles.help ?? ''}>
      {children}
    </Text>
  );
}

/** What is wrong with the control's value, if anything is. */
export function FieldProblem({ children }: { children?: ReactNode }) {
  return (
    <AriaFieldError className={styles.error ?? ''}>
      {({ validationErrors }) => (
        <>
          <Icon name="alert" small />
          <span>{children ?? validationErrors.join(' ')}</span>
        </>
      )}
    </AriaFieldError>
  );
}
