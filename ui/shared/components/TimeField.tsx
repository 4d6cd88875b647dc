import { parseTime } from '@internationalized/date';
import { DateInput, DateSegment, TimeField as AriaTimeField } from 'react-aria-components';
import styles from './DateTime.module.css';
import field from './Field.module.css';
import { FieldLabel, FieldProblem } from './FieldParts';

/** Props of {@link TimeField}. */
export interface TimeFieldProps {
  label: string;
  /** `HH:MM:SS`; null while it is not complete. */
  value: string | null;
  onChange: (value: string | null) => void;
  error?: string | undefined;
  isDisabled?: boolean;
}

/** A time on the wall clock, as the reader's country writes it. */
export function TimeField({ label, value, onChange, error, isDisabled = false }: TimeFieldProps) {
  return (
    <AriaTimeField
      className={field.field ?? ''}
      value={value === null ? null : parseTime(value)}
      onChange={(time) => onChange(time === null ? null : time.toString())}
      isInvalid={error !== undefined}
      isDisabled={isDisabled}
      shouldForceLeadingZeros
    >
      <FieldLabel>{label}</FieldLabel>
      <DateInput className={`${field.control} ${styles.input}`}>
        {(segment) => <DateSegment segment={segment} className={styles.segment ?? ''} />}
      </DateInput>
      <FieldProblem>{error}</FieldProblem>
    </AriaTimeField>
  );
}
