import type { PopoverProps as AriaPopoverProps } from 'react-aria-components';
import { Popover as AriaPopover } from 'react-aria-components';
import styles from './Popover.module.css';

/** What floats beside its trigger: choices, menus, small forms. */
export function Popover(props: Omit<AriaPopoverProps, 'className' | 'style'>) {
  return <AriaPopover offset={4} {...props} className={styles.popover ?? ''} />;
}
