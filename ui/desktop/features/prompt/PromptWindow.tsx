import { StatusBadge } from '@shared/components/StatusBadge';
import { useEffect } from 'react';
import { strong, useT } from '../../i18n';
import { useView } from '../../session';
import { useAct } from '../../useAct';
import { PromptCard } from './PromptCard';
import styles from './PromptWindow.module.css';
import { usePromptId } from './usePromptId';

/** The window that only asks. Escape means later. */
export function PromptWindow() {
  const { prompt } = useView();
  const { act } = useAct();
  const promptId = usePromptId(prompt);
  const isAsking = prompt != null;

  useEffect(() => {
    if (!isAsking) return undefined;
    const later = (event: KeyboardEvent) => {
      // A menu, a list of choices or an unfinished word takes Escape first.
      if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
      if (document.querySelector('[data-trigger][role="dialog"], [role="listbox"], [role="menu"]') !== null) return;
      void act({ action: 'snooze', until: 'quarter_hour' });
    };
    document.addEventListener('keydown', later);
    return () => document.removeEventListener('keydown', later);
  }, [isAsking, act]);

  return (
    <main className={styles.window} tabIndex={-1}>
      {prompt == null ? <Answered /> : <PromptCard key={promptId} prompt={prompt} level={1} />}
    </main>
  );
}

/** What is so once nothing is asked any more. */
function Answered() {
  const t = useT();
  const { dispatch, dispatch_lines: lines, outbox, connection } = useView();
  const rung = dispatch.location?.rung;
  const isKept = connection.state !== 'online' && outbox.some(({ refused }) => refused == null);
  return (
    <div className={styles.settled} role="status">
      {rung === 'pending_report' ? <StatusBadge status="pending" /> : <StatusBadge status="settled" />}
      <p>{lines.length === 0 ? t('prompt.answered') : t.rich('home.statement', { address: lines.join(', '), strong })}</p>
      {isKept ? <span>{t('prompt.told.offline')}</span> : null}
    </div>
  );
}
