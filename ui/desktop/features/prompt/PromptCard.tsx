import { useState } from 'react';
import type { Prompt } from '../../types';
import { ChooseQuestion } from './ChooseQuestion';
import { ConfirmQuestion } from './ConfirmQuestion';
import { InPortal } from './InPortal';
import styles from './Prompt.module.css';
import { WhereAreYou } from './WhereAreYou';

/** Asks what is to be asked. Draw it with `usePromptId` as its `key`: another network is another question. */
export function PromptCard({ prompt, level }: { prompt: Prompt; level: 1 | 2 }) {
  const [isElsewhere, setIsElsewhere] = useState(false);
  const [hasTurned, setHasTurned] = useState(false);
  const turn = (elsewhere: boolean) => {
    setIsElsewhere(elsewhere);
    setHasTurned(true);
  };
  const { question } = prompt;
  const asking = { prompt, level, takesFocus: hasTurned, onElsewhere: () => turn(true) };
  const body = () => {
    if (isElsewhere) return <WhereAreYou prompt={prompt} level={level} onBack={() => turn(false)} />;
    switch (question.ask) {
      case 'confirm':
        return <ConfirmQuestion {...asking} place={question.place} />;
      case 'choose':
        return <ChooseQuestion {...asking} places={question.places} />;
      case 'add':
      case 'change':
        return <WhereAreYou prompt={prompt} level={level} />;
    }
  };
  const isForbidden = isElsewhere && !prompt.company_allowed && !prompt.personal_allowed;
  return (
    <div className={styles.prompt}>
      {body()}
      {isForbidden ? null : <InPortal />}
    </div>
  );
}
