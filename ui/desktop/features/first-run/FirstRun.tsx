import { Icon } from '@shared/components/Icon';
import { type ReactNode, useEffect, useRef } from 'react';
import { useT } from '../../i18n';
import type { View } from '../../types';
import { ChooseServer } from './ChooseServer';
import styles from './FirstRun.module.css';
import { AskPermission } from './AskPermission';
import { KeychainBanner } from '../../shell/Banners';
import { SignIn } from './SignIn';
import { SigningIn } from './SigningIn';

/** The steps before everything is set up. */
export type FirstStep = Exclude<View['step'], { step: 'ready' }>;

/** One step at a time, each with one question. */
export function FirstRun({ step }: { step: FirstStep }) {
  const t = useT();
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  useEffect(() => {
    // The button that led here is gone; the first step of all leaves the focus where the system put it.
    if (isFirst.current) isFirst.current = false;
    else main.current?.focus();
  }, [step.step]);
  return (
    <main ref={main} className={styles.page} tabIndex={-1}>
      <div className={styles.step}>
        <p className={styles.brand}>
          <Icon name="pin" />
          {t('app.title')}
        </p>
        {step.step === 'choose_server' ? null : <KeychainBanner />}
        {stepBody(step)}
      </div>
    </main>
  );
}

function stepBody(step: FirstStep): ReactNode {
  switch (step.step) {
    case 'choose_server':
      return <ChooseServer />;
    case 'sign_in':
      return <SignIn />;
    case 'signing_in':
      return <SigningIn url={step.url} />;
    case 'permission':
      return <AskPermission />;
  }
}
