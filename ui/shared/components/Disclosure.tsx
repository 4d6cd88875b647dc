import type { ReactNode } from 'react';
import { Disclosure as AriaDisclosure, Button, DisclosurePanel, Heading } from 'react-aria-components';
import styles from './Disclosure.module.css';
import { Icon } from './Icon';

/** Props of {@link Disclosure}. */
export interface DisclosureProps {
  title: string;
  children: ReactNode;
  isOpenAtFirst?: boolean;
}

/** What only some want to see: "Why this location?" */
export function Disclosure({ title, children, isOpenAtFirst = false }: DisclosureProps) {
  return (
    <AriaDisclosure className={styles.disclosure ?? ''} defaultExpanded={isOpenAtFirst}>
      <Heading className={styles.heading ?? ''}>
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
