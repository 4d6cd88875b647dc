import { Icon, type IconName } from '@shared/components/Icon';
import { Button } from 'react-aria-components';
import type { NamedPlace } from '../../types';
import styles from './Prompt.module.css';

const signs: Record<NamedPlace['place']['at'], IconName> = { company: 'building', personal: 'house', proposed: 'clock' };

/** A place that is chosen with one press. */
export function PlaceRow({ place, isDisabled, onChoose }: { place: NamedPlace; isDisabled: boolean; onChoose: () => void }) {
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
