import type { Key } from 'react-aria-components';
import { ListBoxItem, Text } from 'react-aria-components';
import styles from './Choices.module.css';
import { Icon, type IconName } from './Icon';

/** One thing to choose from a list. */
export interface ChoiceItem {
  id: Key;
  name: string;
  /** Smaller, below the name: an address, a number. */
  detail?: string;
  icon?: IconName;
}

/** A row of a list box. */
export function Choice({ item }: { item: ChoiceItem }) {
  return (
    <ListBoxItem id={item.id} textValue={item.name} className={styles.choice ?? ''}>
      {({ isSelected }) => (
        <>
          {item.icon === undefined ? null : <Icon name={item.icon} />}
          <span className={styles.words}>
            <Text slot="label">{item.name}</Text>
            {item.detail === undefined ? null : (
              <Text slot="description" className={styles.detail ?? ''}>
                {item.detail}
              </Text>
            )}
          </span>
          {isSelected ? (
            <span className={styles.chosen}>
              <Icon name="check" small />
            </span>
          ) : null}
        </>
      )}
    </ListBoxItem>
  );
}
