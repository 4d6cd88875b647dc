import { IconButton } from '@shared/components/IconButton';
import { TextField } from '@shared/components/TextField';
import { useEffect, useRef, useState } from 'react';
import type { KeyLine, PhoneKey } from '../../api/types';
import text from '../../components/text.module.css';
import { useT } from '../../i18n';
import styles from './DeskPhones.module.css';

/** Most characters of a label. */
const LABEL_MAX = 40;

/** Props of {@link KeyRows}. */
export interface KeyRowsProps {
  /** From top to bottom, each with its line. */
  rows: readonly [PhoneKey, KeyLine][];
  onChange: (keys: PhoneKey[]) => void;
}

/** The keys of a telephone in their order, to be moved with buttons, written on, and taken off. */
export function KeyRows({ rows, onChange }: KeyRowsProps) {
  const t = useT();
  const list = useRef<HTMLOListElement>(null);
  const [said, setSaid] = useState('');
  // The button that keeps the focus: a row that moves takes its own away.
  const focused = useRef<string | null>(null);
  useEffect(() => {
    if (focused.current === null) return;
    list.current?.querySelector<HTMLElement>(`[data-focus="${focused.current}"] button`)?.focus();
    focused.current = null;
  }, [rows]);
  const keys = rows.map(([key]) => key);
  // Whose line it is, and which where they have several.
  const nameOf = ({ delegator, delegator_name: name, shown }: KeyLine) =>
    rows.filter(([, line]) => line.delegator === delegator).length > 1 ? `${name}, ${shown}` : name;
  const move = (at: number, by: -1 | 1) => {
    const [row, to] = [rows[at], at + by];
    if (row === undefined) return;
    const moved = keys.filter((_, each) => each !== at);
    moved.splice(to, 0, row[0]);
    onChange(moved);
    const isAtEnd = by === -1 ? to === 0 : to === moved.length - 1;
    focused.current = `${row[0].line} ${(by === -1) === isAtEnd ? 'down' : 'up'}`;
    setSaid(t('keys.moved', { name: nameOf(row[1]), position: to + 1, count: moved.length }));
  };
  const remove = (at: number) => {
    const row = rows[at];
    const next = rows[at + 1] ?? rows[at - 1];
    onChange(keys.filter((_, each) => each !== at));
    if (next !== undefined) focused.current = `${next[0].line} remove`;
    if (row !== undefined) setSaid(t('keys.removed', { name: nameOf(row[1]) }));
  };
  return (
    <>
      <p className="visually-hidden" role="status">
        {said}
      </p>
      {rows.length === 0 ? (
        <p className={text.muted}>{t('keys.none')}</p>
      ) : (
        <ol ref={list} className={styles.keys} aria-label={t('keys.list')}>
          {rows.map(([key, line], at) => {
            const name = nameOf(line);
            return (
              <li key={key.line} className={styles.key}>
                <div className={styles.line}>
                  <span>{line.delegator_name}</span>
                  <span className={text.small}>{line.shown}</span>
                </div>
                <span className={styles.moves}>
                  <span data-focus={`${key.line} up`}>
                    <IconButton icon="arrow-up" label={t('keys.up', { name })} isDisabled={at === 0} onPress={() => move(at, -1)} />
                  </span>
                  <span data-focus={`${key.line} down`}>
                    <IconButton icon="arrow-down" label={t('keys.down', { name })} isDisabled={at === rows.length - 1} onPress={() => move(at, 1)} />
                  </span>
                  <span data-focus={`${key.line} remove`}>
                    <IconButton icon="trash" label={t('keys.remove', { name })} onPress={() => remove(at)} />
                  </span>
                </span>
                <div className={styles.label}>
                  <TextField
                    label={t('keys.label', { name })}
                    placeholder={line.delegator_name}
                    value={key.label}
                    maxLength={LABEL_MAX}
                    optional
                    onChange={(label) => onChange(keys.map((each) => (each.line === key.line ? { ...each, label } : each)))}
                  />
                </div>
              </li>
            );
          })}
        </ol>
      )}
    </>
  );
}
