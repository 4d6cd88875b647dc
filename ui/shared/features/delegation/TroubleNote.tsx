import { Button } from '../../components/Button';
import { Icon } from '../../components/Icon';
import { type SharedKey, useTranslate } from '../../i18n';
import styles from './Delegation.module.css';
import type { Trouble } from './types';

const titles: Record<string, SharedKey> = {
  outdated: 'delegation.trouble.outdated',
  limit_reached: 'delegation.trouble.limit_reached',
  locked: 'delegation.trouble.locked',
  hindered: 'delegation.trouble.hindered',
  not_open: 'delegation.trouble.not_open',
  not_found: 'delegation.trouble.not_open',
  conflict: 'delegation.trouble.conflict',
  offline: 'delegation.trouble.offline',
};

/** What follows from a refusal, where the server's sentence does not say it already. */
const meanings: Record<string, SharedKey> = {
  outdated: 'delegation.trouble.outdated.meaning',
  locked: 'delegation.trouble.locked.meaning',
  not_open: 'delegation.trouble.not_open.meaning',
  not_found: 'delegation.trouble.not_open.meaning',
  offline: 'delegation.trouble.offline.meaning',
};

/** The words for a refusal: what happened, in the server's own sentence, and what to do. */
export function useTroubleWords() {
  const t = useTranslate();
  return ({ code, message }: Trouble) => {
    const meaning = meanings[code];
    return { title: t(titles[code] ?? 'error.title'), message, meaning: meaning === undefined ? '' : t(meaning) };
  };
}

/** Says why something about a delegation was refused, where it was asked for. */
export function TroubleNote({ trouble, onReload }: { trouble: Trouble | null; onReload?: (() => void) | undefined }) {
  const t = useTranslate();
  const words = useTroubleWords();
  if (trouble === null) return <div role="alert" />;
  const { title, message, meaning } = words(trouble);
  return (
    <div role="alert">
      <div className={styles.trouble}>
        <Icon name={trouble.code === 'offline' ? 'offline' : trouble.code === 'locked' ? 'lock' : 'alert'} />
        <div className={styles.troubleWords}>
          <p>
            <strong>{title}.</strong> {[message, meaning].filter((part) => part !== '').join(' ')}
          </p>
          {trouble.code === 'outdated' && onReload !== undefined ? (
            <div>
              <Button icon="undo" onPress={onReload}>
                {t('delegation.trouble.reload')}
              </Button>
            </div>
          ) : null}
        </div>
      </div>
    </div>
  );
}
