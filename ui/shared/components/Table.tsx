import { type ReactNode, useMemo } from 'react';
import type { Key, Selection, SortDescriptor } from 'react-aria-components';
import { Table as AriaTable, Cell, Column, Row, TableBody, TableHeader } from 'react-aria-components';
import { useTranslate } from '../i18n';
import { Checkbox } from './Checkbox';
import { Icon } from './Icon';
import styles from './Table.module.css';

/** One column of a {@link Table}. */
export interface TableColumn<Item> {
  id: string;
  name: string;
  cell: (item: Item) => ReactNode;
  /** The server can sort by it. */
  isSortable?: boolean;
  /** Names the row to a screen reader; the first column does unless another says so. */
  isRowHeader?: boolean;
  align?: 'end';
  /** Shown to screen readers only, for a column of buttons. */
  isNameHidden?: boolean;
}

/** How the rows are sorted. */
export interface Sort {
  column: string;
  direction: 'ascending' | 'descending';
}

/** Props of {@link Table}. */
export interface TableProps<Item> {
  label: string;
  columns: readonly TableColumn<Item>[];
  items: readonly Item[];
  idOf: (item: Item) => string;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  /** With both, each row has a box, and the bar with the bulk actions appears while some are ticked. */
  selected?: ReadonlySet<string>;
  onSelect?: (ids: Set<string>) => void;
  bulkActions?: (ids: ReadonlySet<string>) => ReactNode;
  /** Opens the row. */
  onOpen?: (id: string) => void;
  /** Shown in place of rows: an EmptyState, a Skeleton, an ErrorState. */
  empty?: ReactNode;
}

/** Rows of like things. Sorting, filtering and paging are the server's; this shows them and asks for them. */
export function Table<Item>(props: TableProps<Item>) {
  const { label, columns, items, idOf, sort, onSort, selected, onSelect, bulkActions, onOpen, empty } = props;
  const t = useTranslate();
  const isSelectable = selected !== undefined && onSelect !== undefined;
  const headerColumn = columns.find((column) => column.isRowHeader)?.id ?? columns[0]?.id;
  const rows = useMemo(() => items.map((item) => ({ id: idOf(item), item })), [items, idOf]);

  const select = (keys: Selection) => {
    onSelect?.(keys === 'all' ? new Set(rows.map((row) => row.id)) : new Set([...keys].map(String)));
  };
  const sorting = sort === undefined ? {} : { sortDescriptor: sort as SortDescriptor };
  const opening = onOpen === undefined ? {} : { onRowAction: (id: Key) => onOpen(String(id)) };
  const selecting = isSelectable ? { selectionMode: 'multiple' as const, selectedKeys: selected, onSelectionChange: select } : {};

  return (
    <div className={styles.whole}>
      {isSelectable && selected.size > 0 ? (
        <div className={styles.bulk} role="group" aria-label={t('table.selected', { count: selected.size })}>
          <span className={styles.count}>{t('table.selected', { count: selected.size })}</span>
          {bulkActions?.(selected)}
        </div>
      ) : null}
      <div className={styles.scroll}>
        <AriaTable
          aria-label={label}
          className={styles.table ?? ''}
          onSortChange={({ column, direction }) => onSort?.({ column: String(column), direction })}
          {...sorting}
          {...opening}
          {...selecting}
        >
          <TableHeader className={styles.head ?? ''}>
            {isSelectable ? (
              <Column className={`${styles.heading} ${styles.box}`}>
                <Checkbox slot="selection" aria-label={t('table.select_all')} />
              </Column>
            ) : null}
            {columns.map(({ id, name, isSortable = false, align, isNameHidden = false }) => (
              <Column
                key={id}
                id={id}
                allowsSorting={isSortable}
                isRowHeader={id === headerColumn}
                textValue={name}
                className={styles.heading ?? ''}
                data-align={align}
              >
                {({ sortDirection }) => (
                  <span className={isNameHidden ? 'visually-hidden' : styles.name}>
                    {name}
                    {sortDirection === undefined ? null : (
                      <Icon name={sortDirection === 'ascending' ? 'arrow-up' : 'arrow-down'} small />
                    )}
                  </span>
                )}
              </Column>
            ))}
          </TableHeader>
          <TableBody items={rows} dependencies={[columns]} renderEmptyState={() => <div className={styles.empty}>{empty}</div>}>
            {({ id, item }) => (
              <Row id={id} className={styles.row ?? ''} data-opens={onOpen === undefined ? undefined : true}>
                {isSelectable ? (
                  <Cell className={`${styles.cell} ${styles.box}`}>
                    <Checkbox slot="selection" aria-label={t('table.select_row')} />
                  </Cell>
                ) : null}
                {columns.map((column) => (
                  <Cell
                    key={column.id}
                    className={styles.cell ?? ''}
                    data-align={column.align}
                    data-narrow={column.isNameHidden || undefined}
                    data-name={column.id === headerColumn ? undefined : column.name}
                  >
                    {column.cell(item)}
                  </Cell>
                ))}
              </Row>
            )}
          </TableBody>
        </AriaTable>
      </div>
    </div>
  );
}
