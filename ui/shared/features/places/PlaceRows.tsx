import { Button } from 'react-aria-components';
import { Icon, type IconName } from '../../components/Icon';
import styles from './Places.module.css';

/** A place with its name and address, as the generated types of both schema documents have it. */
interface Place {
  place: { at: 'company' | 'personal' | 'proposed' };
  label: string;
  lines: readonly string[];
}

const signs: Record<Place['place']['at'], IconName> = { company: 'building', personal: 'house', proposed: 'clock' };

/** A place that is chosen with one press. */
function PlaceRow({ place, isDisabled, onChoose }: { place: Place; isDisabled: boolean; onChoose: () => void }) {
  return (
    <Button className={styles.row ?? ''} isDisabled={isDisabled} onPress={onChoose}>
      <Icon name={signs[place.place.at]} />
      <span className={styles.words}>
        <span className={styles.name}>{place.label}</span>{' '}
        <span className={styles.detail}>{place.lines.join(', ')}</span>
      </span>
      <Icon name="chevron-right" small />
    </Button>
  );
}

/** Places to choose from, below each other. */
export function PlaceRows<Item extends Place>(props: { places: readonly Item[]; isDisabled: boolean; onChoose: (place: Item) => void }) {
  const { places, isDisabled, onChoose } = props;
  return (
    <ul className={styles.rows}>
      {places.map((place) => (
        <li key={JSON.stringify(place.place)}>
          <PlaceRow place={place} isDisabled={isDisabled} onChoose={() => onChoose(place)} />
        </li>
      ))}
    </ul>
  );
}
