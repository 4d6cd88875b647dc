import { useQueryClient } from '@tanstack/react-query';
import { Button } from '@shared/components/Button';
import { Select } from '@shared/components/Select';
import { applyTheme, storedTheme, type Theme } from '@shared/theme';
import { useState } from 'react';
import { api } from '../api/endpoints';
import { forgetSession } from '../api/session';
import type { Me } from '../api/types';
import { useAct } from '../components/useAct';
import { useT } from '../i18n';
import styles from './Account.module.css';

const themes: readonly Theme[] = ['system', 'light', 'dark'];

/** Who is signed in, how it looks, and the way out. */
export function Account({ me }: { me: Me }) {
  const t = useT();
  const client = useQueryClient();
  const [theme, setTheme] = useState(storedTheme);
  const signOut = useAct(() => api.signOut(), { onDone: () => forgetSession(client) });
  return (
    <div className={styles.account}>
      <p>
        <strong>{me.name}</strong>
        <br />
        <span className={styles.email}>{me.email}</span>
      </p>
      <Select
        label={t('theme.label')}
        items={themes.map((id) => ({ id, name: t(`theme.${id}`) }))}
        value={theme}
        onChange={(id) => {
          const chosen = id as Theme;
          applyTheme(chosen);
          setTheme(chosen);
        }}
      />
      <Button icon="logout" isPending={signOut.isPending} onPress={() => signOut.run()}>
        {t('session.sign_out')}
      </Button>
    </div>
  );
}
