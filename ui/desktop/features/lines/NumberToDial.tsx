import { Icon } from '@shared/components/Icon';
import { TextField } from '@shared/components/TextField';
import { useDirectory } from '@shared/features/delegation/useDirectory';
import { useId } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { useT } from '../../i18n';
import { useReadDirectory } from '../../useAsk';
import styles from './Lines.module.css';

/** How many colleagues are suggested at most. */
const MOST = 5;

/** Props of {@link NumberToDial}. */
export interface NumberToDialProps {
  label: string;
  value: string;
  onChange: (text: string) => void;
  error: string | undefined;
  onEscape: () => void;
}

/** A number or an extension, typed, pasted, or that of a colleague whose name is typed. */
export function NumberToDial({ label, value, onChange, error, onEscape }: NumberToDialProps) {
  const t = useT();
  const id = useId();
  const words = value.trim();
  // Whoever types a public number looks for nobody.
  const looks = words !== '' && (/\p{Letter}/u.test(words) || /^\d{1,6}$/.test(words));
  const take = (extension: string) => {
    onChange(extension);
    document.getElementById(id)?.focus();
  };
  return (
    <div className={styles.dial}>
      <TextField
        id={id}
        label={label}
        help={t('lines.dial.help')}
        value={value}
        onChange={onChange}
        error={error}
        inputMode="tel"
        autoComplete="off"
        // The field appears because somebody asked for it.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        onKeyDown={(event) => {
          if (event.key === 'Escape') onEscape();
        }}
      />
      {looks ? <Colleagues words={words} onTake={take} /> : null}
    </div>
  );
}

function Colleagues({ words, onTake }: { words: string; onTake: (extension: string) => void }) {
  const t = useT();
  const { items, foundFor, failure } = useDirectory(useReadDirectory(), words);
  // Suggestions are a help only: without them a number can be typed all the same.
  if (failure !== null || foundFor !== words) return null;
  const found = items.flatMap(({ name, extension, who }) => (extension == null || extension === words ? [] : [{ name, extension, key: who.id }])).slice(0, MOST);
  return (
    <>
      <p className="visually-hidden" role="status">
        {t('lines.dial.suggested', { count: found.length })}
      </p>
      {found.length === 0 ? null : (
        <ul className={styles.suggested} aria-label={t('lines.dial.colleagues')}>
          {found.map(({ name, extension, key }) => (
            <li key={key}>
              <AriaButton className={styles.suggestion ?? ''} onPress={() => onTake(extension)}>
                <Icon name="user" small />
                <span>{name}</span>
                <span className={styles.muted}>{t('delegation.extension', { extension })}</span>
              </AriaButton>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
