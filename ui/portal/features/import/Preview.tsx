import { Button } from '@shared/components/Button';
import { Select } from '@shared/components/Select';
import { type Status, StatusBadge } from '@shared/components/StatusBadge';
import { Table, type TableColumn } from '@shared/components/Table';
import { Pagination } from '@shared/components/Pagination';
import { useMemo, useState } from 'react';
import type { ImportEffect, ImportOutcome, ImportRow } from '../../api/types';
import text from '../../components/text.module.css';
import { Toolbar } from '../../components/Toolbar';
import { useT } from '../../i18n';
import { Section } from '../../layout/Page';
import styles from './Import.module.css';

const PAGE_SIZE = 50;
const effects: readonly ImportEffect[] = ['bad', 'create', 'change', 'none'];
const statuses: Record<ImportEffect, Status> = { create: 'settled', change: 'pending', none: 'neutral', bad: 'unavailable' };
const ALL = 'all';
const idOf = ({ line }: ImportRow) => String(line);

/** Props of {@link Preview}. */
export interface PreviewProps {
  outcome: ImportOutcome;
  isWriting: boolean;
  onApply: () => void;
  onAgain: () => void;
}

/** What comes, or came, of each row of the file. Bad rows are shown first. */
export function Preview({ outcome, isWriting, onApply, onAgain }: PreviewProps) {
  const t = useT();
  const { rows, applied } = outcome;
  const counts = useMemo(() => {
    const found: Record<ImportEffect, number> = { create: 0, change: 0, none: 0, bad: 0 };
    for (const { effect } of rows) found[effect] += 1;
    return found;
  }, [rows]);
  const [effect, setEffect] = useState<ImportEffect | null>(counts.bad > 0 ? 'bad' : null);
  const [page, setPage] = useState(1);
  const shown = useMemo(() => rows.filter((row) => effect === null || row.effect === effect), [rows, effect]);
  const columns = useMemo<readonly TableColumn<ImportRow>[]>(
    () => [
      { id: 'line', name: t('import.line'), cell: ({ line }) => line },
      {
        id: 'who',
        name: t('users.name'),
        isRowHeader: true,
        cell: ({ name, email }) => (
          <>
            {name}
            <br />
            <span className={text.small}>{email}</span>
          </>
        ),
      },
      { id: 'effect', name: t('import.effect'), cell: (row) => <StatusBadge status={statuses[row.effect]}>{t(`import.effect.${row.effect}`)}</StatusBadge> },
      {
        id: 'problems',
        name: t('import.problems'),
        cell: ({ problems }) =>
          problems.length === 0 ? null : (
            <ul className={`${text.plain} ${styles.problems}`}>
              {problems.map(({ field, message }) => (
                <li key={`${field} ${message}`}>
                  {field === '' ? message : t('import.problem', { field, message })}
                </li>
              ))}
            </ul>
          ),
      },
    ],
    [t],
  );
  const isChanging = counts.create + counts.change > 0;
  const summary = applied ? 'import.applied' : counts.bad > 0 ? 'import.bad' : isChanging ? 'import.good' : 'import.nothing';
  return (
    <Section
      title={t(applied ? 'import.result' : 'import.preview')}
      note={t(summary, { ...counts })}
      actions={
        <div className={text.row}>
          <Button onPress={onAgain}>{t('import.again')}</Button>
          {applied || counts.bad > 0 || !isChanging ? null : (
            <Button kind="primary" isPending={isWriting} onPress={onApply}>
              {t('import.apply', { count: counts.create + counts.change })}
            </Button>
          )}
        </div>
      }
    >
      <Toolbar>
        <Select
          label={t('import.show')}
          items={[
            { id: ALL, name: t('import.show.all', { count: rows.length }) },
            ...effects.filter((each) => counts[each] > 0).map((each) => ({ id: each, name: t('import.show.effect', { name: t(`import.effect.${each}`), count: counts[each] }) })),
          ]}
          value={effect ?? ALL}
          onChange={(id) => {
            setEffect(id === ALL ? null : (id as ImportEffect));
            setPage(1);
          }}
        />
      </Toolbar>
      <Table
        label={t(applied ? 'import.result' : 'import.preview')}
        columns={columns}
        items={shown.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE)}
        idOf={idOf}
        empty={<p className={text.muted}>{t('import.empty')}</p>}
      />
      <Pagination page={page} pageSize={PAGE_SIZE} total={shown.length} onPage={setPage} />
    </Section>
  );
}
