import { Disclosure } from '@shared/components/Disclosure';
import { Icon } from '@shared/components/Icon';
import { useEffect, useRef, useState } from 'react';
import { useT } from '../../i18n';
import { useThing } from '../../route';
import type { Line } from '../../types';
import { CallRow } from './CallRow';
import { LineHistory } from './LineHistory';
import styles from './Lines.module.css';
import { Forwarding } from './Forwarding';
import { PlaceCall } from './PlaceCall';
import { inOrder, useLining } from './useLining';
import { useLineWords } from './useLineWords';

/** One shared line: its calls as they stand, and what belongs to it. A link to it marks it and leads the focus there. */
export function LineCard({ line, cutOffId }: { line: Line; cutOffId: string }) {
  const t = useT();
  const words = useLineWords(line);
  const { isCutOff } = useLining();
  const isMarked = useThing() === line.id;
  const [showsHistory, setShowsHistory] = useState(false);
  const element = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!isMarked) return;
    element.current?.scrollIntoView({ block: 'center' });
    element.current?.focus({ preventScroll: true });
  }, [isMarked]);
  const title = words.isOwn ? t('lines.own') : t('lines.of', { name: line.delegator_name });
  const quiet = isCutOff ? 'lines.unknown' : line.suspended ? 'lines.suspended' : !line.switch_there ? 'lines.switch_gone' : 'lines.quiet';
  // Everybody on the line is told why it does not ring.
  const { always, do_not_disturb: isNotDisturbed } = line.forwarding?.settings ?? {};
  const sentOn = [...(always == null ? [] : [t('forwarding.all_to', { number: words.number(always) })]), ...(isNotDisturbed === true ? [t('forwarding.quiet')] : []),
    ...line.not_disturbed.map((who) => (words.isMe(who) ? t('lines.not_disturbed.you') : t('lines.not_disturbed', { name: words.name(who) })))];
  return (
    <section ref={element} className={styles.line} tabIndex={-1} aria-labelledby={`line-${line.id}`} data-marked={isMarked || undefined}>
      <header className={styles.lineHead}>
        <h2 id={`line-${line.id}`} className={styles.name}>
          {title}
        </h2>
        <p className={styles.number}>{words.number(line.number)}</p>
      </header>
      {line.calls.length === 0 ? null : (
        <ul className={styles.calls} aria-label={t('lines.calls', { line: title })}>
          {inOrder(line.calls).map((call) => (
            <CallRow key={call.call} line={line} call={call} />
          ))}
        </ul>
      )}
      {line.calls.length > 0 && quiet === 'lines.quiet' ? null : (
        <p className={styles.quiet}>
          {quiet === 'lines.quiet' ? null : <Icon name={isCutOff ? 'offline' : 'alert'} small />}
          <span>{t(quiet)}</span>
        </p>
      )}
      {sentOn.map((sentence) => (
        <p key={sentence} className={styles.quiet}>
          <Icon name="alert" small />
          <span>{sentence}</span>
        </p>
      ))}
      <PlaceCall line={line} words={words} describedBy={cutOffId} />
      <div className={styles.more}>
        {line.forwarding == null || !words.isOwn ? null : <Forwarding line={line} saved={line.forwarding} words={words} />}
        <Disclosure title={t('lines.history')} onOpenChange={setShowsHistory}>
          {showsHistory ? <LineHistory line={line} /> : null}
        </Disclosure>
      </div>
    </section>
  );
}
