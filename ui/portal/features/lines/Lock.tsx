import { useQueryClient } from '@tanstack/react-query';
import { Button } from '@shared/components/Button';
import { RelativeTime } from '@shared/components/RelativeTime';
import { StatusBadge } from '@shared/components/StatusBadge';
import { toasts } from '@shared/components/toasts';
import { LockedBadge } from '@shared/features/delegation/StateBadge';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import type { SharedLineSettings } from '../../api/types';
import { ProblemNote } from '../../components/ProblemNote';
import text from '../../components/text.module.css';
import { useAct } from '../../components/useAct';
import { useT } from '../../i18n';
import { Section } from '../../layout/Page';
import styles from './Lines.module.css';

/** The administrator's lock on somebody's delegation settings. Where it is refused, the reason stays beside the button. */
export function Lock({ settings }: { settings: SharedLineSettings }) {
  const t = useT();
  const client = useQueryClient();
  const { delegator, lock, version } = settings;
  const isLocked = lock != null;
  const change = useAct((locked: boolean) => api.setLock(delegator.user, locked, version), {
    onDone: async (now, locked) => {
      client.setQueryData(keys.sharedLineSettings(delegator.user), now);
      toasts.show({ text: t(locked ? 'lines.lock.locked' : 'lines.lock.unlocked', { name: delegator.name }) });
      await client.invalidateQueries({ queryKey: [keys.lines] });
    },
    onProblem: () => void client.invalidateQueries({ queryKey: [keys.lines] }),
  });
  return (
    <Section title={t('lines.lock')}>
      <ProblemNote problem={change.problem} title={t(isLocked ? 'lines.unlock.refused' : 'lines.lock.refused')} />
      <div className={styles.lock}>
        <div className={text.stack}>
          <div>
            {isLocked ? <LockedBadge /> : <StatusBadge status="settled">{t('lines.unlocked')}</StatusBadge>}
          </div>
          <p className={text.muted}>
            {isLocked
              ? t.rich('lines.lock.by', { name: lock.by_name, when: <RelativeTime key="when" at={lock.since} /> })
              : t('lines.lock.meaning', { name: delegator.name })}
          </p>
        </div>
        <Button icon="lock" isPending={change.isPending} onPress={() => change.run(!isLocked)}>
          {t(isLocked ? 'lines.unlock' : 'lines.lock.do')}
        </Button>
      </div>
    </Section>
  );
}
