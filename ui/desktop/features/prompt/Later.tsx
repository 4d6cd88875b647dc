import { Button } from '@shared/components/Button';
import choices from '@shared/components/Choices.module.css';
import { Popover } from '@shared/components/Popover';
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components';
import { useT } from '../../i18n';
import type { Snooze } from '../../types';
import { useAct } from '../../useAct';
import styles from './Prompt.module.css';

const terms: readonly Snooze[] = ['quarter_hour', 'hour', 'next_move'];

/** Puts the question off. */
export function Later() {
  const t = useT();
  const { act, isPending } = useAct();
  return (
    <div className={styles.later}>
      <MenuTrigger>
        <Button kind="quiet" icon="clock" isPending={isPending}>
          {t('prompt.later')}
        </Button>
        <Popover placement="bottom end">
          <Menu
            className={choices.choices ?? ''}
            aria-label={t('prompt.later.label')}
            onAction={(term) => void act({ action: 'snooze', until: term as Snooze })}
          >
            {terms.map((term) => (
              <MenuItem key={term} id={term} className={choices.choice ?? ''}>
                {t(`prompt.later.${term}`)}
              </MenuItem>
            ))}
          </Menu>
        </Popover>
      </MenuTrigger>
    </div>
  );
}
