import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button } from '@shared/components/Button';
import { EmptyState } from '@shared/components/EmptyState';
import { SearchField } from '@shared/components/SearchField';
import { Tree } from '@shared/components/Tree';
import { useMemo, useState } from 'react';
import { administersAccount, useView } from '../../api/session';
import type { LocationView } from '../../api/types';
import { Loaded } from '../../components/Loaded';
import { Toolbar } from '../../components/Toolbar';
import { useDelayed } from '../../components/useDelayed';
import { useT } from '../../i18n';
import { Page } from '../../layout/Page';
import { LocationDetail } from './LocationDetail';
import styles from './Locations.module.css';
import { locationsSearch as searchOf } from './search';
import { SiteDialog } from './SiteDialog';
import { ancestorsOf, nodesOf } from './tree';
import { useLocations } from './useLocations';

/** The trees with the chosen location beside them. */
function Trees({ locations, isNarrowed, node, onChoose }: { locations: LocationView[]; isNarrowed: boolean; node: string | undefined; onChoose: (id: string | undefined) => void }) {
  const t = useT();
  // Sites are open at first; what is chosen by its address is shown in its place.
  const [opened, setOpened] = useState<ReadonlySet<string>>(
    () => new Set([...locations.filter(({ parent }) => !parent).map(({ id }) => id), ...(node === undefined ? [] : ancestorsOf(locations, node))]),
  );
  const nodes = useMemo(() => nodesOf(locations, (count) => t('locations.rules', { count })), [locations, t]);
  const expanded = isNarrowed ? new Set(locations.map(({ id }) => id)) : opened;
  const chosen = locations.find(({ id }) => id === node);
  return (
    <div className={styles.columns}>
      <div className={styles.tree}>
        <Tree
          label={t('locations.tree')}
          nodes={nodes}
          selected={chosen?.id ?? null}
          onSelect={onChoose}
          expanded={expanded}
          onExpand={setOpened}
          empty={<p className={styles.none}>{t(isNarrowed ? 'locations.none_found' : 'locations.empty')}</p>}
        />
      </div>
      <div className={styles.detail} role="region" aria-label={t('locations.chosen')} aria-live="polite">
        {chosen === undefined ? (
          <EmptyState title={t('locations.choose.title')} icon="building">
            {t('locations.choose.meaning')}
          </EmptyState>
        ) : (
          <LocationDetail
            key={chosen.id}
            location={chosen}
            onAdded={({ id, parent }) => {
              if (parent) setOpened(new Set([...opened, parent]));
              onChoose(id);
            }}
            onDeleted={() => onChoose(chosen.parent ?? undefined)}
          />
        )}
      </div>
    </div>
  );
}

/** The tree of company locations with the address and the wiremap rules of the chosen one. */
export function LocationsPage() {
  const t = useT();
  const { me } = useView();
  const { node, q = '' } = useSearch({ from: '/shell/administration/locations' });
  const navigate = useNavigate({ from: '/locations' });
  const [words, setWords] = useDelayed(q, (typed) => {
    void navigate({ search: searchOf({ node, q: typed }), replace: true });
  });
  const query = useLocations(q);
  const [isAdding, setIsAdding] = useState(false);
  return (
    <Page
      title={t('locations.title')}
      note={t('locations.note')}
      actions={
        administersAccount(me.roles) ? (
          <Button icon="plus" onPress={() => setIsAdding(true)}>
            {t('site.add')}
          </Button>
        ) : undefined
      }
    >
      <Toolbar>
        <SearchField label={t('locations.search')} value={words} onChange={setWords} />
      </Toolbar>
      <Loaded query={query} lines={8}>
        {(locations) => (
          <Trees
            locations={locations}
            isNarrowed={q !== ''}
            node={node}
            onChoose={(id) => void navigate({ search: searchOf({ node: id, q }), replace: true })}
          />
        )}
      </Loaded>
      {isAdding ? <SiteDialog country={me.site_address.country} onClose={() => setIsAdding(false)} /> : null}
    </Page>
  );
}
