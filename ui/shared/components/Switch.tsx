import type { ReactNode } from 'react';
import type { SwitchFieldProps } from 'react-aria-components';
import { SwitchButton, SwitchField } from 'react-aria-components';
import { FieldHelp } from './FieldParts';
import styles from './Toggle.module.css';

/** Props of {@link Switch}. */
export type SwitchProps = Omit<SwitchFieldProps, 'children' | 'className' | 'style'> & { children: ReactNode; help?: string };

/** Turns something on or off at once. */
export function Switch({ children, help, ...props }: SwitchProps) {
  return (
    <SwitchField {...props} className={styles.field ?? ''}>
      <SwitchButton className={styles.toggle ?? ''}>
        {({ isSelected }) => (
          <>
            <span className={styles.track} data-on={isSelected || undefined}>
              <span className={styles.thumb} />
            </span>
            <span>{children}</span>
          </>
        )}
      </SwitchButton>
      {help === undefined ? null : (
        <div className={styles.help} data-wide>
          <FieldHelp>{help}</FieldHelp>
        </div>
      )}
    </SwitchField>
  );
}
