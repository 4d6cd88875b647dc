import { useQueryClient } from '@tanstack/react-query';
import { useRouterState } from '@tanstack/react-router';
import { Button } from '@shared/components/Button';
import { TextField } from '@shared/components/TextField';
import { type SubmitEvent, useState } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import form from '../../components/Form.module.css';
import { ProblemNote } from '../../components/ProblemNote';
import { useAct } from '../../components/useAct';
import { useT } from '../../i18n';
import { Door } from './Door';
import styles from './Door.module.css';

/** Asks who it is. */
export function SignInPage() {
  const t = useT();
  const client = useQueryClient();
  const isForDevice = useRouterState({ select: ({ location }) => location.pathname === '/oauth/authorize' });
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [isAsked, setIsAsked] = useState(false);
  const signIn = useAct(() => api.signIn(email.trim(), password), {
    onDone: () => client.refetchQueries({ queryKey: keys.session }),
    // Said above the fields.
    onProblem: () => setPassword(''),
  });
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    setIsAsked(true);
    if (email.trim() !== '' && password !== '' && !signIn.isPending) {
      setIsAsked(false);
      signIn.run();
    }
  };
  const needed = (value: string, label: string) => (isAsked && value.trim() === '' ? t('field.required', { label }) : undefined);

  return (
    <Door>
      <title>{t('app.page_title', { title: t('session.sign_in') })}</title>
      <h1>{t('session.sign_in')}</h1>
      {isForDevice ? <p className={styles.muted}>{t('session.for_device')}</p> : null}
      <form className={form.form} noValidate onSubmit={send}>
        <ProblemNote problem={signIn.problem} />
        <TextField
          label={t('session.email')}
          type="email"
          autoComplete="username"
          // The page has this one purpose.
          // eslint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          isRequired
          value={email}
          onChange={setEmail}
          error={needed(email, t('session.email'))}
        />
        <TextField
          label={t('session.password')}
          type="password"
          autoComplete="current-password"
          isRequired
          value={password}
          onChange={setPassword}
          error={needed(password, t('session.password'))}
        />
        <Button kind="primary" type="submit" isPending={signIn.isPending}>
          {t('session.sign_in')}
        </Button>
      </form>
    </Door>
  );
}
