import type { ReactNode } from 'react';
import { Disclosure as AriaDisclosure, Button, DisclosurePanel, Heading } from 'react-aria-components';
import styles from './Disclosure.module.css';
import { Icon } from './Icon';

/** Props of {@link Disclosure}. */
export interface DisclosureProps {
  title: string;
  children: ReactNode;
  isOpenAtFirst?: boolean;
  /** For what is to be read only once somebody looks. */
  onOpenChange?: (isOpen: boolean) => void;
  /** Level of its heading: one below that of the heading above it. */
  level?: 2 | 3 | 4;
}

/** What only some want to see: "Why this location?" */
export function Disclosure({ title, children, isOpenAtFirst = false, onOpenChange, level = 3 }: DisclosureProps) {
  return (
    <AriaDisclosure className={styles.disclosure ?? ''} defaultExpanded={isOpenAtFirst} {...(onOpenChange === undefined ? {} : { onExpandedChange: onOpenChange })}>
      <Heading level={level} className={styles.heading ?? ''}>
        <Button slot="trigger" className={styles.trigger ?? ''}>
          <Icon name="chevron-right" small />
          <span>{title}</span>
        </Button>
      </Heading>
      <DisclosurePanel>
        <div className={styles.panel}>{children}</div>
      </DisclosurePanel>
    </AriaDisclosure>
  );
}
