import type { ReactNode } from 'react';
import type { CheckboxFieldProps } from 'react-aria-components';
import { CheckboxButton, CheckboxField } from 'react-aria-components';
import { FieldHelp } from './FieldParts';
import { Icon } from './Icon';
import styles from './Toggle.module.css';

/** Props of {@link Checkbox}. */
export type CheckboxProps = Omit<CheckboxFieldProps, 'children' | 'className' | 'style'> & {
  /** Left out only where the label is elsewhere: then give `aria-label`. */
  children?: ReactNode;
  help?: string;
};

/** One thing that is so or not, told to the server when the form is sent. For what acts at once see Switch. */
export function Checkbox({ children, help, ...props }: CheckboxProps) {
  return (
    <CheckboxField {...props} className={styles.field ?? ''}>
      <CheckboxButton className={styles.toggle ?? ''}>
        {({ isSelected, isIndeterminate }) => (
          <>
            <span className={styles.box} data-on={isSelected || isIndeterminate || undefined}>
              {isIndeterminate ? <Icon name="minus" small /> : isSelected ? <Icon name="check" small /> : null}
            </span>
            {children === undefined ? null : <span>{children}</span>}
          </>
        )}
      </CheckboxButton>
      {help === undefined ? null : (
        <div className={styles.help}>
          <FieldHelp>{help}</FieldHelp>
        </div>
      )}
    </CheckboxField>
  );
}
