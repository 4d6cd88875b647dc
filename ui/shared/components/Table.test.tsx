import { screen, within } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { expectAccessible, show } from '../test/render';
import { Button } from './Button';
import { type Sort, Table, type TableColumn } from './Table';

interface Person {
  id: string;
  name: string;
  town: string;
}

const people: Person[] = [
  { id: 'p1', name: 'Dana Wolfeschlegelsteinhausenbergerdorff', town: 'Leeds' },
  { id: 'p2', name: 'Amal Haddad', town: 'Berlin' },
];
const columns: TableColumn<Person>[] = [
  { id: 'name', name: 'Name', isSortable: true, cell: ({ name }) => name },
  { id: 'town', name: 'Town', cell: ({ town }) => town },
];
const idOf = ({ id }: Person) => id;

function Selectable({ onApprove }: { onApprove: (ids: string[]) => void }) {
  const [selected, setSelected] = useState<Set<string>>(new Set());
  return (
    <Table
      label="People"
      columns={columns}
      items={people}
      idOf={idOf}
      selected={selected}
      onSelect={setSelected}
      bulkActions={(ids) => <Button onPress={() => onApprove([...ids])}>Approve selected</Button>}
    />
  );
}

describe('Table', () => {
  it('names each row by its first column', async () => {
    show(<Table label="People" columns={columns} items={people} idOf={idOf} />);
    expect(screen.getByRole('grid', { name: 'People' })).toBeVisible();
    expect(screen.getByRole('rowheader', { name: 'Amal Haddad' })).toBeVisible();
    await expectAccessible();
  });

  it('asks for another sorting and shows the one that it is given', async () => {
    const onSort = vi.fn<(sort: Sort) => void>();
    const { user } = show(
      <Table label="People" columns={columns} items={people} idOf={idOf} sort={{ column: 'name', direction: 'ascending' }} onSort={onSort} />,
    );
    const name = screen.getByRole('columnheader', { name: /Name/ });
    expect(name).toHaveAttribute('aria-sort', 'ascending');
    await user.click(name);
    expect(onSort).toHaveBeenCalledExactlyOnceWith({ column: 'name', direction: 'descending' });
    await user.click(screen.getByRole('columnheader', { name: 'Town' }));
    expect(onSort).toHaveBeenCalledTimes(1);
  });

  it('offers the bulk actions while rows are ticked, for exactly those', async () => {
    const onApprove = vi.fn<(ids: string[]) => void>();
    const { user } = show(<Selectable onApprove={onApprove} />);
    expect(screen.queryByRole('button', { name: 'Approve selected' })).toBeNull();
    const row = screen.getByRole('row', { name: /Amal/ });
    await user.click(within(row).getByRole('checkbox'));
    expect(screen.getByText('1 selected')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Approve selected' }));
    expect(onApprove).toHaveBeenLastCalledWith(['p2']);
    await user.click(screen.getByRole('checkbox', { name: 'Select all rows' }));
    await user.click(screen.getByRole('button', { name: 'Approve selected' }));
    expect(onApprove).toHaveBeenLastCalledWith(['p1', 'p2']);
    await expectAccessible();
  });

  it('opens a row by mouse and by keyboard', async () => {
    const onOpen = vi.fn<(id: string) => void>();
    const { user } = show(<Table label="People" columns={columns} items={people} idOf={idOf} onOpen={onOpen} />);
    await user.click(screen.getByRole('row', { name: /Amal/ }));
    expect(onOpen).toHaveBeenLastCalledWith('p2');
    await user.keyboard('{ArrowUp}{Enter}');
    expect(onOpen).toHaveBeenLastCalledWith('p1');
  });

  it('says what it is when it has no rows', () => {
    show(<Table label="People" columns={columns} items={[]} idOf={idOf} empty="Nobody here yet" />);
    expect(screen.getByText('Nobody here yet')).toBeVisible();
  });
});
