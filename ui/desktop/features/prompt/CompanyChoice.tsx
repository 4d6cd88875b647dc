import { Button } from '@shared/components/Button';
import { ComboBox } from '@shared/components/ComboBox';
import { useCallback, useEffect, useRef } from 'react';
import { useT } from '../../i18n';
import { useView } from '../../session';
import type { LocationView, NamedPlace } from '../../types';
import { useLocationSearch } from '../../useAsk';
import { companyPlace } from './answers';
import styles from './Prompt.module.css';

/** A search over company locations that hands over what was chosen; says so where it cannot work. */
export function CompanySearch(props: {
  label: string;
  help?: string;
  error?: string | undefined;
  value: NamedPlace | null;
  onChoose: (place: NamedPlace | null) => void;
}) {
  const { label, help, error, value, onChoose } = props;
  const t = useT();
  const { connection } = useView();
  const found = useRef(new Map<string, LocationView>());
  const remember = useCallback((locations: readonly LocationView[]) => {
    for (const location of locations) found.current.set(location.id, location);
  }, []);
  const search = useLocationSearch(remember);
  if (connection.state !== 'online') return <p className={styles.note}>{t('prompt.company.offline')}</p>;
  return (
    <ComboBox
      label={label}
      {...(help === undefined ? {} : { help })}
      error={error}
      value={value?.place.at === 'company' ? value.place.location : null}
      valueName={value?.label ?? ''}
      search={search}
      onChange={(id) => {
        const location = id === null ? undefined : found.current.get(String(id));
        onChoose(location === undefined ? null : companyPlace(location));
      }}
    />
  );
}

/** A company location that was chosen: what choosing it means, and the button that does it. */
export function ChosenCompany(props: { place: NamedPlace; isPending: boolean; onUse: () => void; onBack: () => void }) {
  const { place, isPending, onUse, onBack } = props;
  const t = useT();
  const card = useRef<HTMLDivElement>(null);
  // The search that had the focus is gone.
  useEffect(() => card.current?.focus(), []);
  return (
    <div ref={card} className={styles.chosen} role="group" aria-label={place.label} tabIndex={-1}>
      <p className={styles.name}>{place.label}</p>
      <p className={styles.detail}>{place.lines.join(', ')}</p>
      <p>{t('prompt.company.meaning')}</p>
      <div className={styles.actions}>
        <Button kind="primary" icon="check" isPending={isPending} onPress={onUse}>
          {t('prompt.company.use')}
        </Button>
        <Button onPress={onBack}>{t('prompt.company.another')}</Button>
      </div>
    </div>
  );
}
