import { ComboBox } from '@shared/components/ComboBox';
import { useCallback } from 'react';
import { api } from '../api/endpoints';

/** How many locations a search offers. */
const OFFERED = 20;

/** Props of {@link LocationSearch}. */
export interface LocationSearchProps {
  label: string;
  help?: string;
  error?: string | undefined;
  value: string | null;
  /** Name of the value, where a search has not found it yet. */
  valueName?: string;
  /** Only locations of this site. */
  site?: string;
  onChange: (id: string | null) => void;
}

/** A company location, found by words of its name, path or address. */
export function LocationSearch({ label, help, error, value, valueName, site, onChange }: LocationSearchProps) {
  const search = useCallback(
    async (q: string, signal: AbortSignal) => {
      const { items } = await api.locations({ q, site, limit: OFFERED }, signal);
      return items.map(({ id, path, lines }) => ({ id, name: path.join(' › '), detail: lines.join(', ') }));
    },
    [site],
  );
  return (
    <ComboBox
      label={label}
      {...(help === undefined ? {} : { help })}
      {...(valueName === undefined ? {} : { valueName })}
      error={error}
      value={value}
      search={search}
      onChange={(id) => onChange(id === null ? null : String(id))}
    />
  );
}
