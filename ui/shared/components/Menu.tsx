import { Header, Menu as AriaMenu, MenuItem, MenuSection, MenuTrigger } from 'react-aria-components';
import { Button, type ButtonProps } from './Button';
import styles from './Choices.module.css';
import { Icon, type IconName } from './Icon';
import { IconButton } from './IconButton';
import { Popover } from './Popover';

/** One thing that a {@link Menu} does. */
export interface MenuAction {
  id: string;
  name: string;
  icon?: IconName;
  isDangerous?: boolean;
  isDisabled?: boolean;
  /** Goes there instead of acting. */
  href?: string;
  onAction?: () => void;
}

/** Props of {@link Menu}. */
export interface MenuProps {
  /** Says what the actions act on: "Actions for Home". */
  label: string;
  actions: readonly MenuAction[];
  icon?: IconName;
}

/** The less common actions on one thing, behind a button with three dots. */
export function Menu({ label, actions, icon = 'more' }: MenuProps) {
  return (
    <MenuTrigger>
      <IconButton icon={icon} label={label} />
      <Choices label={label} actions={actions} />
    </MenuTrigger>
  );
}

/** Props of {@link MenuButton}. */
export type MenuButtonProps = Omit<ButtonProps, 'onPress'> & {
  /** What is asked: "Which phone?" */
  question: string;
  actions: readonly MenuAction[];
};

/** A button that asks first which of a few things it shall do. */
export function MenuButton({ question, actions, ...button }: MenuButtonProps) {
  return (
    <MenuTrigger>
      <Button {...button} />
      <Choices label={question} heading={question} actions={actions} />
    </MenuTrigger>
  );
}

/** The choices themselves. What is asked stands above them, and they begin where the button does. */
function Choices({ label, heading, actions }: { label: string; heading?: string; actions: readonly MenuAction[] }) {
  const items = actions.map(({ id, name, icon: sign, isDangerous = false, isDisabled = false, href, onAction }) => (
    <MenuItem
      key={id}
      id={id}
      textValue={name}
      isDisabled={isDisabled}
      className={styles.choice ?? ''}
      data-danger={isDangerous || undefined}
      {...(href === undefined ? {} : { href })}
      {...(onAction === undefined ? {} : { onAction })}
    >
      {sign === undefined ? null : <Icon name={sign} small />}
      <span>{name}</span>
    </MenuItem>
  ));
  return (
    <Popover placement={heading === undefined ? 'bottom end' : 'bottom start'}>
      <AriaMenu className={styles.choices ?? ''} aria-label={label}>
        {heading === undefined ? (
          items
        ) : (
          <MenuSection>
            <Header className={styles.heading ?? ''}>{heading}</Header>
            {items}
          </MenuSection>
        )}
      </AriaMenu>
    </Popover>
  );
}
