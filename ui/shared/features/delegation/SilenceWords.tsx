import { useTranslate } from '../../i18n';
import styles from './Delegation.module.css';
import type { Delegation } from './types';

/** Says that calls do not ring with a delegate who may answer them, by their own choice. */
export function SilenceWords({ delegation }: { delegation: Delegation }) {
  const t = useTranslate();
  const { state, terms, rings, delegate } = delegation;
  if (state !== 'active' || rings || !terms.privileges.answer_calls) return null;
  return <p className={styles.silence}>{t('delegation.silent', { name: delegate.name })}</p>;
}
