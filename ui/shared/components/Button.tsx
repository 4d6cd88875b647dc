import type { ReactNode } from 'react';
import type { ButtonProps as AriaButtonProps } from 'react-aria-components';
import { Button as AriaButton, Link as AriaLink, type LinkProps as AriaLinkProps } from 'react-aria-components';
import { useTranslate } from '../i18n';
import styles from './Button.module.css';
import { Icon, type IconName } from './Icon';

/** How much a button asks to be pressed. One primary button per screen. */
export type ButtonKind = 'primary' | 'secondary' | 'quiet' | 'danger';

interface Look {
  kind?: ButtonKind;
  icon?: IconName;
  children: ReactNode;
}

/** Props of {@link Button}. While `isPending` it keeps its focus and its width, and ignores presses. */
export type ButtonProps = Omit<AriaButtonProps, 'children' | 'className' | 'style'> & Look;

/** Does something when it is pressed. */
export function Button({ kind = 'secondary', icon, children, ...props }: ButtonProps) {
  const t = useTranslate();
  return (
    <AriaButton {...props} className={styles.button ?? ''} data-kind={kind}>
      {({ isPending }) => (
        <>
          {icon === undefined ? null : <Icon name={icon} small />}
          <span>{children}</span>
          {isPending ? <span className={styles.spinner} role="img" aria-label={t('common.working')} /> : null}
        </>
      )}
    </AriaButton>
  );
}

/** Goes somewhere, and looks like a button. */
export function LinkButton({ kind = 'secondary', icon, children, ...props }: Omit<AriaLinkProps, 'children' | 'className' | 'style'> & Look) {
  return (
    <AriaLink {...props} className={styles.button ?? ''} data-kind={kind}>
      {icon === undefined ? null : <Icon name={icon} small />}
      <span>{children}</span>
    </AriaLink>
  );
}
