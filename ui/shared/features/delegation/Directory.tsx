import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { Button } from '../../components/Button';
import { ErrorState } from '../../components/ErrorState';
import { Icon } from '../../components/Icon';
import { SearchField } from '../../components/SearchField';
import { Skeleton } from '../../components/Skeleton';
import { useTranslate } from '../../i18n';
import styles from './Delegation.module.css';
import { PersonWords } from './PersonRow';
import type { DirectoryEntry } from './types';
import { type ReadDirectory, useDirectory } from './useDirectory';

/** Props of {@link Directory}. */
export interface DirectoryProps {
  read: ReadDirectory;
  /** Says why the directory could not be read. */
  wordsOf: (failure: unknown) => string;
  /** The organisation has several sites, so each row says which. */
  hasSites: boolean;
  onChoose: (entry: DirectoryEntry) => void;
}

/** Finds somebody to ask; Enter takes the only one found. Who cannot be asked is listed too, with the reason. */
export function Directory({ read, wordsOf, hasSites, onChoose }: DirectoryProps) {
  const t = useTranslate();
  const [words, setWords] = useState('');
  const { items, foundFor, failure, isReading, hasMore, more, retry } = useDirectory(read, words.trim());
  const isSettled = foundFor === words.trim() && !isReading && failure === null;
  const [only] = items;
  const chooseOnly = () => {
    if (isSettled && items.length === 1 && only !== undefined && only.hindrance == null) onChoose(only);
  };
  const isSeveral = hasSites || items.some(({ site }) => site !== items[0]?.site);
  const list = () => {
    if (failure !== null) {
      return (
        <ErrorState title={t('delegation.directory.failed')} onRetry={retry} isRetrying={isReading}>
          <p>{wordsOf(failure)}</p>
        </ErrorState>
      );
    }
    if (foundFor === null) return <Skeleton lines={4} />;
    if (items.length === 0) {
      return <p>{foundFor === '' ? t('delegation.directory.empty') : t('delegation.directory.nobody', { words: foundFor })}</p>;
    }
    return (
      <>
        <ul className={styles.found} aria-busy={!isSettled}>
          {items.map((entry) => (
            <li key={`${entry.who.kind} ${entry.who.id}`}>
              <Found entry={entry} hasSites={isSeveral} onChoose={() => onChoose(entry)} />
            </li>
          ))}
        </ul>
        {hasMore ? (
          <Button kind="quiet" isPending={isReading} onPress={more}>
            {t('delegation.directory.more')}
          </Button>
        ) : null}
      </>
    );
  };
  return (
    <div className={styles.directory}>
      <div className={styles.search}>
        {/* The dialog was opened to look for somebody. */}
        {/* eslint-disable-next-line jsx-a11y/no-autofocus */}
        <SearchField label={t('delegation.directory.search')} value={words} onChange={setWords} onSubmit={chooseOnly} autoFocus />
      </div>
      <p className="visually-hidden" role="status">
        {isSettled ? t('delegation.directory.count', { count: items.length }) : ''}
      </p>
      <div className={styles.results}>{list()}</div>
    </div>
  );
}

function Found({ entry, hasSites, onChoose }: { entry: DirectoryEntry; hasSites: boolean; onChoose: () => void }) {
  const { name, extension, site_name: site, who, hindrance } = entry;
  const person = { name, extension, kind: who.kind, siteName: hasSites ? site : undefined };
  if (hindrance != null) {
    return (
      <div className={styles.row} data-hindered>
        <PersonWords {...person}>
          <p className={styles.hindrance}>
            <Icon name="unavailable" small />
            <span>{hindrance}</span>
          </p>
        </PersonWords>
      </div>
    );
  }
  return (
    <AriaButton className={styles.row ?? ''} onPress={onChoose}>
      <PersonWords {...person} isPhrase />
      <Icon name="chevron-right" small />
    </AriaButton>
  );
}
