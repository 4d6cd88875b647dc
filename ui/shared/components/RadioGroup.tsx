import type { ReactNode } from 'react';
import type { RadioGroupProps as AriaRadioGroupProps } from 'react-aria-components';
import { RadioGroup as AriaRadioGroup, RadioButton, RadioField, Text } from 'react-aria-components';
import field from './Field.module.css';
import { FieldHelp, FieldLabel, FieldProblem } from './FieldParts';
import styles from './Toggle.module.css';

/** One of the options of a {@link RadioGroup}. */
export interface RadioOption {
  value: string;
  name: ReactNode;
  detail?: ReactNode;
  isDisabled?: boolean;
}

/** Props of {@link RadioGroup}. */
export type RadioGroupProps = Omit<AriaRadioGroupProps, 'children' | 'className' | 'style'> & {
  label: string;
  options: readonly RadioOption[];
  help?: string;
  error?: string | undefined;
};

/** One of two to about six things, each of them worth reading. */
export function RadioGroup({ label, options, help, error, ...props }: RadioGroupProps) {
  return (
    <AriaRadioGroup {...props} isInvalid={error !== undefined} className={field.field ?? ''}>
      <FieldLabel>{label}</FieldLabel>
      <div className={styles.options}>
        {options.map((option) => (
          <RadioField key={option.value} value={option.value} isDisabled={option.isDisabled ?? false} className={styles.field ?? ''}>
            <RadioButton className={`${styles.toggle} ${styles.option}`}>
              <span className={styles.dot} />
              <span className={styles.words}>{option.name}</span>
            </RadioButton>
            {option.detail === undefined ? null : (
              <Text slot="description" className={`${styles.help} ${styles.detail}`}>
                {option.detail}
              </Text>
            )}
          </RadioField>
        ))}
      </div>
      {help === undefined ? null : <FieldHelp>{help}</FieldHelp>}
      <FieldProblem>{error}</FieldProblem>
    </AriaRadioGroup>
  );
}
