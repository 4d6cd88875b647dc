import { parseDate } from '@internationalized/date';
import {
  Button,
  Calendar,
  CalendarCell,
  CalendarGrid,
  DateInput,
  DatePicker,
  DateSegment,
  Dialog,
  Group,
  Heading,
} from 'react-aria-components';
import styles from './DateTime.module.css';
import field from './Field.module.css';
import { FieldHelp, FieldLabel, FieldProblem } from './FieldParts';
import { Icon } from './Icon';
import { Popover } from './Popover';

/** Props of {@link DateField}. */
export interface DateFieldProps {
  label: string;
  /** `YYYY-MM-DD`; null while it is not complete. */
  value: string | null;
  onChange: (value: string | null) => void;
  /** The first day that may be chosen. */
  min?: string;
  help?: string;
  error?: string | undefined;
}

/** A day: typed as the reader's country writes it, or chosen from a calendar. */
export function DateField({ label, value, onChange, min, help, error }: DateFieldProps) {
  return (
    <DatePicker
      className={field.field ?? ''}
      value={value === null ? null : parseDate(value)}
      onChange={(date) => onChange(date === null ? null : date.toString())}
      {...(min === undefined ? {} : { minValue: parseDate(min) })}
      isInvalid={error !== undefined}
      validationBehavior="aria"
    >
      <FieldLabel>{label}</FieldLabel>
      <Group className={styles.group ?? ''}>
        <DateInput className={`${field.control} ${styles.input}`}>
          {(segment) => <DateSegment segment={segment} className={styles.segment ?? ''} />}
        </DateInput>
        <Button className={styles.open ?? ''}>
          <Icon name="calendar" small />
        </Button>
      </Group>
      {help === undefined ? null : <FieldHelp>{help}</FieldHelp>}
      <FieldProblem>{error}</FieldProblem>
      <Popover>
        <Dialog className={styles.calendar ?? ''}>
          <Calendar>
            <header className={styles.month}>
              <Button slot="previous" className={styles.turn ?? ''}>
                <Icon name="chevron-left" small />
              </Button>
              <Heading />
              <Button slot="next" className={styles.turn ?? ''}>
                <Icon name="chevron-right" small />
              </Button>
            </header>
            <CalendarGrid className={styles.grid ?? ''}>
              {(date) => <CalendarCell date={date} className={styles.cell ?? ''} />}
            </CalendarGrid>
          </Calendar>
        </Dialog>
      </Popover>
    </DatePicker>
  );
}
