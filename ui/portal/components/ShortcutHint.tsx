import { Switch } from '@shared/components/Switch';
import { useT } from '../i18n';
import styles from './ShortcutHint.module.css';

/** Says which keys do what, and turns them off. */
export function ShortcutHint({ keys, isOn, onTurn }: { keys: readonly (readonly [string, string])[]; isOn: boolean; onTurn: (on: boolean) => void }) {
  const t = useT();
  return (
    <div className={styles.hint}>
      <Switch isSelected={isOn} onChange={onTurn}>
        {t('shortcuts.switch')}
      </Switch>
      {isOn ? (
        <ul className={styles.keys} aria-label={t('shortcuts.keys')}>
          {keys.map(([key, name]) => (
            <li key={key}>
              <kbd className={styles.key}>{key}</kbd> {name}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
