import { Icon } from '@shared/components/Icon';
import { type ReactNode, useEffect, useRef } from 'react';
import { useT } from '../../i18n';
import styles from './Prompt.module.css';

/** Props of {@link Question}. */
export interface QuestionProps {
  /** One sentence that ends in a question mark. */
  children: ReactNode;
  /** The network that is asked about, by its name for people. */
  network: string;
  /** Address of the place in the question. */
  address?: string;
  /** 1 in the window that only asks, 2 below a screen's own statement. */
  level: 1 | 2;
  /** The person came here by a button that is gone now, so the focus must find a new place. */
  takesFocus?: boolean;
}

/** The one question that is asked, and the network that it is about. */
export function Question({ children, network, address, level, takesFocus = false }: QuestionProps) {
  const t = useT();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takesFocus) heading.current?.focus();
  }, [takesFocus]);
  const Heading = level === 1 ? 'h1' : 'h2';
  return (
    <div className={styles.head}>
      <Heading ref={heading} className={styles.question} tabIndex={-1}>{children}</Heading>
      {address === undefined ? null : <p>{address}</p>}
      <p className={styles.network}>
        <Icon name="network" small />
        <span>{t('prompt.network', { name: network })}</span>
      </p>
    </div>
  );
}
