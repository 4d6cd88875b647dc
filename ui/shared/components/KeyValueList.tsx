import { Fragment, type ReactNode } from 'react';
import styles from './KeyValueList.module.css';

/** One fact. */
export interface Fact {
  name: string;
  value: ReactNode;
}

/** Facts about one thing, name beside value, value below name where it is narrow. */
export function KeyValueList({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className={styles.facts}>
      {facts.map(({ name, value }) => (
        <Fragment key={name}>
          <dt className={styles.name}>{name}</dt>
          <dd className={styles.value}>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
