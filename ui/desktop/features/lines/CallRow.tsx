import { Icon, type IconName } from '@shared/components/Icon';
import { type Status, StatusBadge } from '@shared/components/StatusBadge';
import { useT } from '../../i18n';
import type { CallDetails, Line, LineCall } from '../../types';
import { CallActions } from './CallActions';
import { Duration } from './Duration';
import styles from './Lines.module.css';
import { type LineWords, useLineWords } from './useLineWords';

type Look = { status: Status; icon: IconName; key: 'rings' | 'rings_with_you' | 'placing' | 'rings_there' | 'talking' | 'held' };

function lookOf({ state }: LineCall, details: CallDetails): Look {
  if (state === 'active') return { status: 'settled', icon: 'phone', key: 'talking' };
  if (state === 'held') return { status: 'pending', icon: 'pause', key: 'held' };
  if (details.direction === 'incoming') return { status: 'asks', icon: 'bell', key: details.rings_with_you ? 'rings_with_you' : 'rings' };
  return { status: 'neutral', icon: 'phone', key: details.other_rings ? 'rings_there' : 'placing' };
}

/** One call on a line, as it stands now, and what can be done about it. */
export function CallRow({ line, call }: { line: Line; call: LineCall }) {
  const t = useT();
  const words = useLineWords(line);
  const { details, holder, locked } = call;
  if (details == null) {
    const name = holder == null ? t('lines.somebody') : words.name(holder);
    return (
      <li className={styles.call} data-quiet>
        <p className={styles.locked}>
          <Icon name="lock" />
          <span>{t('lines.locked', { name })}</span>
        </p>
      </li>
    );
  }
  const { status, icon, key } = lookOf(call, details);
  const { other, direction, since } = details;
  return (
    <li className={styles.call} data-rings={details.rings_with_you || undefined}>
      <div className={styles.callHead}>
        <div className={styles.party}>
          <h3 className={styles.name}>{words.other(other)}</h3>
          {other.name != null && other.number != null ? <p className={styles.muted}>{words.number(other.number)}</p> : null}
        </div>
        <div className={styles.state}>
          <StatusBadge status={status} icon={icon}>
            {t(`lines.state.${key}`)}
          </StatusBadge>
          {locked ? (
            <StatusBadge status="neutral" icon="lock">
              {t('lines.state.locked')}
            </StatusBadge>
          ) : null}
          <Duration since={since} />
        </div>
      </div>
      <ul className={styles.facts}>
        <li>
          <Icon name={direction === 'incoming' ? 'arrow-down' : 'arrow-up'} small />
          {t(`lines.direction.${direction}`)}
        </li>
        {holder == null || call.state === 'alerting' ? null : (
          <li>
            <Icon name="user" small />
            {call.state === 'held' ? t('lines.held_by', { you: String(words.isMe(holder)), name: words.name(holder) }) : words.who(holder)}
          </li>
        )}
        {details.placed_by == null || details.placed_by.id === line.delegator ? null : (
          <li>
            {words.isMe(details.placed_by)
              ? t('lines.placed_by.you', { owner: line.delegator_name })
              : t('lines.placed_by', { name: words.name(details.placed_by), own: String(words.isOwn), owner: line.delegator_name })}
          </li>
        )}
        {underwayWords(details, call, words, t).map((text) => (
          <li key={text} className={styles.underway}>
            {text}
          </li>
        ))}
      </ul>
      <CallActions line={line} call={call} details={details} words={words} />
    </li>
  );
}

function underwayWords({ claimed_by: claimed, underway }: CallDetails, { holder }: LineCall, words: LineWords, t: ReturnType<typeof useT>): string[] {
  const who = (member: NonNullable<typeof holder>) => ({ you: String(words.isMe(member)), name: words.name(member) });
  const said = claimed == null ? [] : [t('lines.claimed', who(claimed))];
  if (underway == null) return said;
  switch (underway.kind) {
    case 'retrieval':
      return [...said, t('lines.underway.retrieval', who(underway.by))];
    case 'transfer':
      return [...said, t('lines.underway.transfer', { to: words.number(underway.to) })];
    case 'consultation': {
      const values = { ...(holder == null ? { you: 'false', name: t('lines.somebody') } : who(holder)), to: words.number(underway.to) };
      return [...said, t(underway.answered ? 'lines.underway.talks' : 'lines.underway.asks', values)];
    }
  }
}
