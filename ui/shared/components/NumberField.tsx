import type { NumberFieldProps as AriaNumberFieldProps } from 'react-aria-components';
import { NumberField as AriaNumberField, Input } from 'react-aria-components';
import styles from './Field.module.css';
import { FieldHelp, FieldLabel, FieldProblem } from './FieldParts';

/** Props of {@link NumberField}. */
export type NumberFieldProps = Omit<AriaNumberFieldProps, 'children' | 'className' | 'style'> & {
  label: string;
  help?: string;
  error?: string | undefined;
};

/** A number with bounds, typed or stepped with the arrow keys. */
export function NumberField({ label, help, error, ...props }: NumberFieldProps) {
  return (
    <AriaNumberField {...props} isInvalid={error !== undefined} className={styles.field ?? ''}>
      <FieldLabel>{label}</FieldLabel>
      <Input className={styles.control ?? ''} />
      {help === undefined ? null : <FieldHelp>{help}</FieldHelp>}
      <FieldProblem>{error}</FieldProblem>
    </AriaNumberField>
  );
}
