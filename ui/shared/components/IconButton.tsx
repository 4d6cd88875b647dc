import type { ButtonProps as AriaButtonProps } from 'react-aria-components';
import { Button as AriaButton, Tooltip, TooltipTrigger } from 'react-aria-components';
import { Icon, type IconName } from './Icon';
import styles from './IconButton.module.css';

/** Props of {@link IconButton}. */
export type IconButtonProps = Omit<AriaButtonProps, 'children' | 'className' | 'style' | 'aria-label'> & {
  icon: IconName;
  /** Says what is acted on: "Delete Home", never "Delete" alone. Read out, and shown on hover and focus. */
  label: string;
};

/** A button with a drawing for a face. */
export function IconButton({ icon, label, ...props }: IconButtonProps) {
  return (
    <TooltipTrigger delay={500}>
      <AriaButton {...props} aria-label={label} className={styles.button ?? ''}>
        <Icon name={icon} />
      </AriaButton>
      <Tooltip className={styles.tooltip ?? ''} offset={4}>
        {label}
      </Tooltip>
    </TooltipTrigger>
  );
}
