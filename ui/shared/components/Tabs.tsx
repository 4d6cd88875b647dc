import type { ReactNode } from 'react';
import type { Key } from 'react-aria-components';
import { Tabs as AriaTabs, Tab, TabList, TabPanel } from 'react-aria-components';
import styles from './Tabs.module.css';

/** One of the views of {@link Tabs}. */
export interface TabView {
  id: string;
  name: string;
  /** How many things wait in it; not shown when zero. */
  count?: number;
  content: ReactNode;
}

/** Props of {@link Tabs}. */
export interface TabsProps {
  label: string;
  views: readonly TabView[];
  selected: string;
  onSelect: (id: string) => void;
}

/** Views of one thing, side by side. */
export function Tabs({ label, views, selected, onSelect }: TabsProps) {
  return (
    <AriaTabs
      className={styles.tabs ?? ''}
      selectedKey={selected}
      onSelectionChange={(id: Key) => {
        onSelect(String(id));
      }}
    >
      <TabList aria-label={label} className={styles.list ?? ''}>
        {views.map(({ id, name, count = 0 }) => (
          <Tab key={id} id={id} className={styles.tab ?? ''}>
            {name}
            {count === 0 ? null : <span className={styles.count}>{count}</span>}
          </Tab>
        ))}
      </TabList>
      {views.map(({ id, content }) => (
        <TabPanel key={id} id={id} className={styles.panel ?? ''}>
          {content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
