import { useQuery } from '@tanstack/react-query';
import { Icon } from '@shared/components/Icon';
import type { ReactNode } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import { useT } from '../../i18n';
import styles from './Door.module.css';

/** The frame of the pages before the portal itself: one card in the middle, under the organisation's name. */
export function Door({ children }: { children: ReactNode }) {
  const t = useT();
  const { data } = useQuery({ queryKey: keys.discovery, queryFn: () => api.discovery(), staleTime: Infinity, retry: false });
  return (
    <main className={styles.door}>
      <p className={styles.brand}>
        <Icon name="pin" />
        <span>{t('app.title')}</span>
      </p>
      <div className={styles.card}>{children}</div>
      {data === undefined ? null : <p className={styles.organisation}>{data.account}</p>}
    </main>
  );
}
