import { Button } from '@shared/components/Button';
import { EmptyState } from '@shared/components/EmptyState';
import { RelativeTime } from '@shared/components/RelativeTime';
import { StatusBadge } from '@shared/components/StatusBadge';
import { Switch } from '@shared/components/Switch';
import { toasts } from '@shared/components/toasts';
import { PersonRow } from '@shared/features/delegation/PersonRow';
import { LockedBadge, StateBadge } from '@shared/features/delegation/StateBadge';
import { SuspensionWords } from '@shared/features/delegation/SuspensionWords';
import page from '../../components/Page.module.css';
import { useT } from '../../i18n';
import type { Delegation } from '../../types';
import { Card } from './Card';
import styles from './Delegation.module.css';
import { Granted } from './Granted';
import { Numbers } from './Numbers';
import type { Delegating } from './useDelegating';
import { useStep } from './useStep';

/** Props of the two parts of the screen. */
export interface PartProps {
  delegating: Delegating;
  /** The delegation to which a link led. */
  marked: string | undefined;
  /** What says that the server is out of reach. */
  cutOffId: string;
}

/** On whose lines this person acts: requests first, then the lines that they hold. */
export function AssistantFor({ delegating, marked, cutOffId }: PartProps) {
  const t = useT();
  const { requests, lines } = delegating;
  const common = { cutOffId, isCutOff: delegating.isCutOff, hasSites: delegating.hasSites };
  return (
    <section className={page.section} aria-labelledby="assistant-for">
      <h2 id="assistant-for">{t('assistant.title')}</h2>
      <p className={page.muted}>{t('assistant.note')}</p>
      {requests.length === 0 ? null : (
        <ul className={page.cards} aria-label={t('assistant.requests')}>
          {requests.map((request) => (
            <Request key={request.id} request={request} isMarked={request.id === marked} {...common} />
          ))}
        </ul>
      )}
      {lines.length === 0 ? null : (
        <ul className={page.cards} aria-label={t('assistant.lines')}>
          {lines.map((line) => (
            <Line key={line.id} line={line} isMarked={line.id === marked} {...common} />
          ))}
        </ul>
      )}
      {requests.length + lines.length > 0 ? null : (
        <EmptyState title={t('assistant.empty')} icon="phone">
          <p>{t('assistant.empty.meaning')}</p>
        </EmptyState>
      )}
    </section>
  );
}

interface CardProps {
  isMarked: boolean;
  hasSites: boolean;
  isCutOff: boolean;
  cutOffId: string;
}

/** Somebody asks this person to act on their lines. */
function Request({ request, isMarked, hasSites, isCutOff, cutOffId }: CardProps & { request: Delegation }) {
  const t = useT();
  const accepting = useStep();
  const declining = useStep();
  const { id, delegator, made_by: by, made_by_name: byName, version, suspended } = request;
  const { name } = delegator;
  const answer = async (step: 'accept' | 'decline') => {
    const acting = step === 'accept' ? accepting : declining;
    const done = await acting.act({ action: 'delegation', delegation: id, step, version });
    if (done !== null) toasts.show({ text: t(`assistant.told.${step}`, { name }) });
  };
  const described = isCutOff ? { 'aria-describedby': cutOffId } : {};
  return (
    <Card isMarked={isMarked} asks>
      <PersonRow
        name={t('assistant.request', { name })}
        extension={delegator.extension}
        siteName={hasSites ? delegator.site_name : undefined}
        level={3}
        badge={suspended == null ? <StatusBadge status="asks" /> : <StateBadge delegation={request} />}
      >
        <p>{t('assistant.request.may')}</p>
        <Granted delegation={request} />
        <Numbers label={t('assistant.numbers', { name })} numbers={delegator.numbers} />
        <SuspensionWords delegation={request} reader="delegate" />
        {request.state === 'invited' ? (
          <p className={page.muted}>
            {t.rich(by === delegator.user ? 'assistant.asked' : 'assistant.asked_by', {
              name: byName,
              when: <RelativeTime key="when" at={request.at} />,
            })}
          </p>
        ) : null}
        <div className={styles.answers}>
          <Button
            kind="primary"
            icon="check"
            aria-label={t('assistant.accept.label', { name })}
            {...described}
            isDisabled={isCutOff || suspended != null || declining.isPending}
            isPending={accepting.isPending}
            onPress={() => void answer('accept')}
          >
            {t('assistant.accept')}
          </Button>
          <Button
            aria-label={t('assistant.decline.label', { name })}
            {...described}
            isDisabled={isCutOff || accepting.isPending}
            isPending={declining.isPending}
            onPress={() => void answer('decline')}
          >
            {t('assistant.decline')}
          </Button>
        </div>
      </PersonRow>
    </Card>
  );
}

/** A line of somebody else on which this person acts. */
function Line({ line, isMarked, hasSites, isCutOff, cutOffId }: CardProps & { line: Delegation }) {
  const t = useT();
  const { act, isPending } = useStep();
  const { id, delegator, terms, rings, version } = line;
  const { name } = delegator;
  return (
    <Card isMarked={isMarked}>
      <PersonRow
        name={name}
        extension={delegator.extension}
        siteName={hasSites ? delegator.site_name : undefined}
        level={3}
        badge={
          <>
            <StateBadge delegation={line} />
            {delegator.locked ? <LockedBadge /> : null}
          </>
        }
        actions={
          terms.privileges.answer_calls ? (
            <Switch
              isSelected={rings}
              aria-label={t('assistant.ring_here.label', { name })}
              {...(isCutOff ? { 'aria-describedby': cutOffId } : {})}
              isDisabled={isCutOff || isPending}
              onChange={(isOn) => void act({ action: 'set_ringing', delegation: id, rings: isOn, version })}
            >
              {t('assistant.ring_here')}
            </Switch>
          ) : undefined
        }
      >
        <Numbers label={t('assistant.numbers', { name })} numbers={delegator.numbers} />
        <Granted delegation={line} />
        {terms.privileges.answer_calls ? null : <p className={page.muted}>{t('assistant.never_rings')}</p>}
        <SuspensionWords delegation={line} reader="delegate" />
      </PersonRow>
    </Card>
  );
}
