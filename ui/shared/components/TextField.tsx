import type { HTMLAttributes } from 'react';
import type { TextFieldProps as AriaTextFieldProps } from 'react-aria-components';
import { TextField as AriaTextField, Input, TextArea } from 'react-aria-components';
import styles from './Field.module.css';
import { FieldHelp, FieldLabel, FieldProblem } from './FieldParts';

/** Props of {@link TextField}. */
export type TextFieldProps = Omit<AriaTextFieldProps, 'children' | 'className' | 'style'> & {
  label: string;
  help?: string;
  /** What is wrong with the value; its presence makes the field invalid. */
  error?: string | undefined;
  placeholder?: string;
  /** Says that it may stay empty. */
  optional?: boolean;
  multiline?: boolean;
  inputMode?: HTMLAttributes<HTMLInputElement>['inputMode'];
};

/** A text that the person types. */
export function TextField({ label, help, error, placeholder = '', optional = false, multiline = false, ...props }: TextFieldProps) {
  return (
    <AriaTextField validationBehavior="aria" {...props} isInvalid={error !== undefined} className={styles.field ?? ''}>
      <FieldLabel optional={optional}>{label}</FieldLabel>
      {multiline ? (
        <TextArea className={styles.control ?? ''} placeholder={placeholder} />
      ) : (
        <Input className={styles.control ?? ''} placeholder={placeholder} />
      )}
      {help === undefined ? null : <FieldHelp>{help}</FieldHelp>}
      <FieldProblem>{error}</FieldProblem>
    </AriaTextField>
  );
}
