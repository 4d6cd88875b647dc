import { useEffect, useMemo, useRef, useState } from 'react';
import type { Key } from 'react-aria-components';
import { ComboBox as AriaComboBox, Button, Group, Input, ListBox, useFilter } from 'react-aria-components';
import { useTranslate } from '../i18n';
import { Choice, type ChoiceItem } from './Choice';
import choices from './Choices.module.css';
import own from './ComboBox.module.css';
import styles from './Field.module.css';
import { FieldHelp, FieldLabel, FieldProblem } from './FieldParts';
import { Icon } from './Icon';
import { Popover } from './Popover';

/** Finds what fits the typed words. A search that has been overtaken is aborted. */
export type Search = (query: string, signal: AbortSignal) => Promise<readonly ChoiceItem[]>;

/** Props of {@link ComboBox}: either all `items`, or a `search` that finds them. */
export type ComboBoxProps = {
  label: string;
  value: Key | null;
  /** The item is given too, since only a search knows its name. */
  onChange: (id: Key | null, item: ChoiceItem | null) => void;
  help?: string;
  error?: string | undefined;
  optional?: boolean;
  isDisabled?: boolean;
  /** Name of the value when the field appears, where a search has not found it yet. */
  valueName?: string;
} & ({ items: readonly ChoiceItem[]; search?: never } | { search: Search; items?: never });

/** How long typing has to pause before the search is asked, in milliseconds. */
const PAUSE = 200;

function useFound(search: Search | undefined, query: string, isOpen: boolean) {
  const [found, setFound] = useState<readonly ChoiceItem[]>([]);
  const [state, setState] = useState<'idle' | 'searching' | 'failed'>('idle');
  useEffect(() => {
    if (search === undefined || !isOpen) return undefined;
    const overtaken = new AbortController();
    const timer = setTimeout(() => {
      setState('searching');
      search(query, overtaken.signal).then(
        (items) => {
          if (overtaken.signal.aborted) return;
          setFound(items);
          setState('idle');
        },
        () => {
          if (!overtaken.signal.aborted) setState('failed');
        },
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      overtaken.abort();
    };
  }, [search, query, isOpen]);
  return { found, state };
}

/** One of many things, found by typing a part of its name. */
export function ComboBox(props: ComboBoxProps) {
  const { label, value, onChange, help, error, optional = false, isDisabled = false, items, search, valueName } = props;
  const t = useTranslate();
  const { contains } = useFilter({ sensitivity: 'base' });
  const nameOf = (id: Key | null) => (id === null ? '' : (items?.find((item) => item.id === id)?.name ?? valueName ?? ''));
  const [input, setInput] = useState(() => nameOf(value));
  const [isTyped, setIsTyped] = useState(false);
  const [isOpen, setIsOpen] = useState(false);
  const shownFor = useRef(value);
  const { found, state } = useFound(search, isTyped ? input : '', isOpen);

  // The value may be set from outside, by a form that is filled in or emptied.
  const outsideName = nameOf(value);
  useEffect(() => {
    if (shownFor.current === value) return;
    shownFor.current = value;
    setInput(outsideName);
    setIsTyped(false);
  }, [value, outsideName]);

  const shown = useMemo(() => {
    if (items === undefined) return found;
    return isTyped ? items.filter((item) => contains(`${item.name} ${item.detail ?? ''}`, input)) : items;
  }, [items, found, isTyped, input, contains]);

  const choose = (id: Key | null) => {
    const item = shown.find((candidate) => candidate.id === id) ?? items?.find((candidate) => candidate.id === id) ?? null;
    if (id !== null && item === null) return;
    shownFor.current = id;
    setInput(item?.name ?? '');
    setIsTyped(false);
    onChange(id, item);
  };

  return (
    <AriaComboBox
      className={styles.field ?? ''}
      items={shown}
      value={value}
      onChange={choose}
      inputValue={input}
      onInputChange={(text) => {
        setInput(text);
        setIsTyped(text !== outsideName);
      }}
      onOpenChange={(open) => {
        setIsOpen(open);
        if (!open) setIsTyped(false);
      }}
      allowsEmptyCollection
      menuTrigger={search === undefined ? 'input' : 'focus'}
      isInvalid={error !== undefined}
      isDisabled={isDisabled}
      validationBehavior="aria"
    >
      <FieldLabel optional={optional}>{label}</FieldLabel>
      <Group className={own.group ?? ''}>
        <Input className={`${styles.control} ${own.input}`} />
        <Button className={own.open ?? ''} aria-label={t('combobox.show')}>
          <Icon name="chevron-down" small />
        </Button>
      </Group>
      {help === undefined ? null : <FieldHelp>{help}</FieldHelp>}
      <FieldProblem>{error}</FieldProblem>
      <Popover>
        <ListBox
          className={choices.choices ?? ''}
          renderEmptyState={() => (
            <div className={choices.empty}>
              {state === 'searching' ? t('common.loading') : state === 'failed' ? t('error.title') : t('combobox.empty')}
            </div>
          )}
        >
          {(item: ChoiceItem) => <Choice item={item} />}
        </ListBox>
      </Popover>
    </AriaComboBox>
  );
}
