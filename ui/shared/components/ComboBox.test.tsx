import { screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { expectAccessible, show } from '../test/render';
import type { ChoiceItem } from './Choice';
import { ComboBox, type Search } from './ComboBox';

const floors: ChoiceItem[] = [
  { id: 'l3', name: '3rd floor', detail: 'Leeds office' },
  { id: 'l4', name: '4th floor', detail: 'Leeds office' },
  { id: 'b1', name: 'Erdgeschoss', detail: 'Berlin' },
];

function Field(source: { items: readonly ChoiceItem[] } | { search: Search }) {
  const [value, setValue] = useState<ChoiceItem['id'] | null>(null);
  return (
    <>
      <ComboBox label="Location" value={value} onChange={setValue} {...source} />
      <output>{value ?? 'none'}</output>
      <button onClick={() => setValue('b1')}>Fill in</button>
    </>
  );
}

const options = () => screen.getAllByRole('option').map((option) => option.textContent);

describe('ComboBox with all its items', () => {
  it('narrows them by name and by detail while the person types', async () => {
    const { user } = show(<Field items={floors} />);
    await user.type(screen.getByRole('combobox', { name: 'Location' }), 'leeds');
    expect(options()).toEqual(['3rd floorLeeds office', '4th floorLeeds office']);
    await expectAccessible();
    await user.keyboard('{ArrowDown}{ArrowDown}{Enter}');
    expect(screen.getByRole('status')).toHaveTextContent('l4');
    expect(screen.getByRole('combobox')).toHaveValue('4th floor');
  });

  it('shows all of them again when it is opened after a choice', async () => {
    const { user } = show(<Field items={floors} />);
    await user.type(screen.getByRole('combobox'), 'erd');
    await user.click(await screen.findByRole('option', { name: 'Erdgeschoss' }));
    await user.click(screen.getByRole('button', { name: /Show choices/ }));
    await waitFor(() => expect(options()).toHaveLength(3));
  });

  it('follows a value that is set from outside', async () => {
    const { user } = show(<Field items={floors} />);
    await user.click(screen.getByRole('button', { name: 'Fill in' }));
    expect(screen.getByRole('combobox')).toHaveValue('Erdgeschoss');
  });

  it('says that nothing fits', async () => {
    const { user } = show(<Field items={floors} />);
    await user.type(screen.getByRole('combobox'), 'zzz');
    expect(await screen.findByText('Nothing found')).toBeVisible();
  });
});

describe('ComboBox with a search', () => {
  it('asks when typing pauses, and offers what was found', async () => {
    const search = vi.fn<Search>((query) => Promise.resolve(floors.filter(({ name }) => name.includes(query))));
    const { user } = show(<Field search={search} />);
    await user.type(screen.getByRole('combobox'), '4th');
    await user.click(await screen.findByRole('option', { name: '4th floor' }));
    expect(search).toHaveBeenLastCalledWith('4th', expect.any(AbortSignal));
    expect(search.mock.calls.length).toBeLessThan(4);
    expect(screen.getByRole('status')).toHaveTextContent('l4');
    expect(screen.getByRole('combobox')).toHaveValue('4th floor');
  });

  it('drops the answer to a search that has been overtaken', async () => {
    const answers = new Map<string, (items: ChoiceItem[]) => void>();
    const search: Search = (query) => new Promise((resolve) => answers.set(query, resolve));
    const { user } = show(<Field search={search} />);
    await user.type(screen.getByRole('combobox'), '3');
    await waitFor(() => expect(answers.has('3')).toBe(true));
    await user.type(screen.getByRole('combobox'), 'r');
    await waitFor(() => expect(answers.has('3r')).toBe(true));
    answers.get('3r')?.([{ id: 'l3', name: '3rd floor' }]);
    await screen.findByRole('option', { name: '3rd floor' });
    answers.get('3')?.([{ id: 'x', name: 'Stale' }]);
    await Promise.resolve();
    expect(options()).toEqual(['3rd floor']);
  });

  it('says that the search failed', async () => {
    const { user } = show(<Field search={() => Promise.reject(new Error('offline'))} />);
    await user.type(screen.getByRole('combobox'), 'a');
    expect(await screen.findByText('Something went wrong')).toBeVisible();
  });
});
