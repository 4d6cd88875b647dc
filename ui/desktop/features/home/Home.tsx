import { Button } from '@shared/components/Button';
import { RelativeTime } from '@shared/components/RelativeTime';
import { useState } from 'react';
import { useT } from '../../i18n';
import { useView } from '../../session';
import type { Prompt } from '../../types';
import { PromptCard } from '../prompt/PromptCard';
import { usePromptId } from '../prompt/usePromptId';
import styles from './Home.module.css';
import { Outbox } from './Outbox';
import { Rejection } from './Rejection';
import { Statement } from './Statement';
import { WhyThisLocation } from './WhyThisLocation';

/** Where an emergency call from this computer goes, what is asked, and why it is so. */
export function Home() {
  const { prompt } = useView();
  const promptId = usePromptId(prompt);
  return (
    <div className={styles.home}>
      <Statement />
      {prompt == null ? null : (
        <>
          <Rejection prompt={prompt} />
          <Ask key={promptId} prompt={prompt} />
        </>
      )}
      <Outbox />
      <WhyThisLocation />
    </div>
  );
}

/** The question that waits; folded while it is put off. */
function Ask({ prompt }: { prompt: Prompt }) {
  const t = useT();
  const isSnoozed = prompt.snoozed_until_move || prompt.snoozed_until != null;
  // Put off once more, it folds again.
  const term = prompt.snoozed_until ?? 'until the next move';
  const [openedDuring, setOpenedDuring] = useState<string | null>(null);
  if (!isSnoozed || openedDuring === term) {
    return (
      <section className={styles.ask} aria-label={t('home.ask.label')}>
        <PromptCard prompt={prompt} level={2} />
      </section>
    );
  }
  const when =
    prompt.snoozed_until == null
      ? t('home.snoozed_until_move')
      : t.rich('home.snoozed_until', { when: <RelativeTime key="when" at={prompt.snoozed_until} /> });
  return (
    <section className={`${styles.ask} ${styles.snoozed}`} aria-label={t('home.ask.label')}>
      <p>{when}</p>
      <Button kind="primary" onPress={() => setOpenedDuring(term)}>
        {t('home.answer_now')}
      </Button>
    </section>
  );
}
