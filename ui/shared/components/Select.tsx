import type { Key } from 'react-aria-components';
import { Select as AriaSelect, Button, ListBox, SelectValue } from 'react-aria-components';
import { useTranslate } from '../i18n';
import { Choice, type ChoiceItem } from './Choice';
import choices from './Choices.module.css';
import styles from './Field.module.css';
import { FieldHelp, FieldLabel, FieldProblem } from './FieldParts';
import { Icon } from './Icon';
import { Popover } from './Popover';
import own from './Select.module.css';

/** Props of {@link Select}. */
export interface SelectProps {
  label: string;
  items: readonly ChoiceItem[];
  value: Key | null;
  onChange: (id: Key) => void;
  help?: string;
  error?: string | undefined;
  optional?: boolean;
  isDisabled?: boolean;
}

/** One of a few things, all of them known beforehand. For many, or for those that the server finds, see ComboBox. */
export function Select({ label, items, value, onChange, help, error, optional = false, isDisabled = false }: SelectProps) {
  const t = useTranslate();
  return (
    <AriaSelect
      className={styles.field ?? ''}
      value={value}
      onChange={(id) => {
        if (id !== null) onChange(id);
      }}
      isInvalid={error !== undefined}
      isDisabled={isDisabled}
      validationBehavior="aria"
      placeholder={t('select.placeholder')}
    >
      <FieldLabel optional={optional}>{label}</FieldLabel>
      <Button className={`${styles.control} ${own.trigger}`}>
        <SelectValue className={own.value ?? ''}>
          {({ defaultChildren }) => items.find(({ id }) => id === value)?.name ?? defaultChildren}
        </SelectValue>
        <Icon name="chevron-down" small />
      </Button>
      {help === undefined ? null : <FieldHelp>{help}</FieldHelp>}
      <FieldProblem>{error}</FieldProblem>
      <Popover>
        <ListBox className={choices.choices ?? ''} items={items}>
          {(item) => <Choice item={item} />}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
