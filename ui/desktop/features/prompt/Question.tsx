import { Icon } from '@shared/components/Icon';
import type { ReactNode } from 'react';
import { useT } from '../../i18n';
import styles from './Prompt.module.css';

/** Props of {@link Question}. */
export interface QuestionProps {
  /** One sentence that ends in a question mark. */
  children: ReactNode;
  /** The network that is asked about, by its name for people. */
  network: string;
  /** 1 in the window that only asks, 2 below a screen's own statement. */
  level: 1 | 2;
}

/** The one question that is asked, and the network that it is about. */
export function Question({ children, network, level }: QuestionProps) {
  const t = useT();
  const Heading = level === 1 ? 'h1' : 'h2';
  return (
    <div className={styles.head}>
      <Heading className={styles.question}>{children}</Heading>
      <p className={styles.network}>
        <Icon name="network" small />
        <span>{t('prompt.network', { name: network })}</span>
      </p>
    </div>
  );
}
