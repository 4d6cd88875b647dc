import { Icon } from '@shared/components/Icon';
import { PageHeader } from '@shared/components/PageHeader';
import { useId } from 'react';
import page from '../../components/Page.module.css';
import { useT } from '../../i18n';
import { hrefOf, useThing } from '../../route';
import { AssistantFor } from './AssistantFor';
import { Delegates } from './Delegates';
import styles from './Delegation.module.css';
import { Note } from './Note';
import { useDelegating } from './useDelegating';

/** Who acts on this person's lines, and on whose lines this person acts. */
export function Delegation() {
  const t = useT();
  const marked = useThing();
  const delegating = useDelegating();
  const cutOffId = useId();
  const { requests, isCutOff } = delegating;
  const [first] = requests;
  const parts = { delegating, marked, cutOffId };
  return (
    <div className={page.page}>
      <PageHeader title={t('delegation.page')}>{t('delegation.page.note')}</PageHeader>
      {isCutOff ? (
        <Note icon="offline" id={cutOffId}>
          {t('delegation.page.needs_server')}
        </Note>
      ) : null}
      {first === undefined || first.id === marked ? null : (
        <a className={styles.waiting} href={hrefOf('delegation', first.id)}>
          <Icon name="bell" />
          <span>{t('delegation.page.waiting', { count: requests.length, name: first.delegator.name })}</span>
          <Icon name="arrow-down" small />
        </a>
      )}
      <Delegates {...parts} />
      <AssistantFor {...parts} />
    </div>
  );
}
