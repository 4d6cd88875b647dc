import { Select } from '@shared/components/Select';
import type { Site } from '../api/types';
import { useT } from '../i18n';

const ALL = 'all';

/** Props of {@link SiteFilter}. */
export interface SiteFilterProps {
  sites: readonly Site[];
  /** Undefined for all of them. */
  value: string | undefined;
  onChange: (site: string | undefined) => void;
}

/** Narrows a list to one site. Where there is but one, there is nothing to choose. */
export function SiteFilter({ sites, value, onChange }: SiteFilterProps) {
  const t = useT();
  if (sites.length < 2) return null;
  return (
    <Select
      label={t('proposals.column.site')}
      items={[{ id: ALL, name: t('proposals.site.all') }, ...sites.map(({ id, name }) => ({ id, name }))]}
      value={value ?? ALL}
      onChange={(id) => onChange(id === ALL ? undefined : String(id))}
    />
  );
}
