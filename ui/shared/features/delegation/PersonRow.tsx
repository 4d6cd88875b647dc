import type { ReactNode } from 'react';
import { Icon } from '../../components/Icon';
import { useTranslate } from '../../i18n';
import styles from './Delegation.module.css';

/** Props of {@link PersonWords}. */
export interface PersonWordsProps {
  name: string;
  extension?: string | null | undefined;
  /** Given only where the organisation has several. */
  siteName?: string | undefined;
  kind?: 'user' | 'phone';
  /** Beside the name: a badge. */
  badge?: ReactNode;
  /** 3 within a section; left out where the name is no heading. */
  level?: 3;
  /** Inside a button, which may hold nothing but phrases. */
  isPhrase?: boolean;
  children?: ReactNode;
}

/** Who somebody is: name, extension and, where there are several, the site. */
export function PersonWords({ name, extension, siteName, kind = 'user', badge, level, isPhrase = false, children }: PersonWordsProps) {
  const t = useTranslate();
  const Part = isPhrase ? 'span' : 'div';
  const Name = isPhrase ? 'span' : level === undefined ? 'p' : 'h3';
  const facts = [
    ...(kind === 'phone' ? [t('delegation.phone')] : []),
    ...(extension == null ? [] : [t('delegation.extension', { extension })]),
    ...(siteName === undefined ? [] : [siteName]),
  ];
  return (
    <>
      <span className={styles.sign}>
        <Icon name={kind === 'phone' ? 'phone' : 'user'} />
      </span>
      <Part className={styles.words}>
        <Part className={styles.title}>
          <Name className={styles.name}>{name}</Name>
          {badge}
        </Part>
        {facts.length === 0 ? null : <Part className={styles.facts}>{facts.join(' · ')}</Part>}
        {children}
      </Part>
    </>
  );
}

/** One person or phone of a list, and what can be done about them. */
export function PersonRow({ actions, ...words }: PersonWordsProps & { actions?: ReactNode }) {
  return (
    <div className={styles.person}>
      <PersonWords {...words} />
      {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
