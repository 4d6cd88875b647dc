import { Button, type ButtonKind } from '@shared/components/Button';
import { Icon, type IconName } from '@shared/components/Icon';
import { dialled } from '@shared/components/phoneNumber';
import { useId, useState } from 'react';
import { useT } from '../../i18n';
import type { Act, CallDetails, Line, LineAction, LineCall, Refusal } from '../../types';
import styles from './Lines.module.css';
import { NumberToDial } from './NumberToDial';
import { PhoneButton } from './PhoneButton';
import { useCallAct } from './useCallAct';
import { useLining } from './useLining';
import type { LineWords } from './useLineWords';

/** What each button looks like; in the order in which they stand. */
const looks: Record<LineAction, { kind: ButtonKind; icon: IconName }> = {
  answer: { kind: 'primary', icon: 'phone' },
  retrieve: { kind: 'secondary', icon: 'phone' },
  complete_transfer: { kind: 'primary', icon: 'transfer' },
  abort_transfer: { kind: 'secondary', icon: 'undo' },
  hold: { kind: 'secondary', icon: 'pause' },
  transfer: { kind: 'secondary', icon: 'transfer' },
  consult: { kind: 'secondary', icon: 'question' },
  lock: { kind: 'secondary', icon: 'lock' },
  unlock: { kind: 'secondary', icon: 'unlock' },
  decline: { kind: 'secondary', icon: 'close' },
  hang_up: { kind: 'danger', icon: 'hang-up' },
};
const order = Object.keys(looks) as LineAction[];

/** What people look for first in such a call, so that its absence is explained. */
function lookedFor({ state, offers }: LineCall, { direction }: CallDetails): 'answer' | 'retrieve' | null {
  // Who asks somebody else first goes back to the caller instead.
  if (offers.some(({ action, refused }) => action === 'abort_transfer' && refused == null)) return null;
  if (state === 'held') return 'retrieve';
  return state === 'alerting' && direction === 'incoming' ? 'answer' : null;
}

const isAsked = (action: LineAction): action is 'transfer' | 'consult' => action === 'transfer' || action === 'consult';
const takesPhone = (action: LineAction): action is 'answer' | 'retrieve' => action === 'answer' || action === 'retrieve';

/** Props of {@link CallActions}. */
export interface CallActionsProps {
  line: Line;
  call: LineCall;
  details: CallDetails;
  words: LineWords;
}

/** The buttons of one call: what is allowed, and the one that people look for with the reason why it is not. */
export function CallActions({ line, call, details, words }: CallActionsProps) {
  const t = useT();
  const reasonId = useId();
  const ownId = useId();
  const { reachable } = useLining();
  const acting = useCallAct(line, call, words);
  const [asking, setAsking] = useState<'transfer' | 'consult' | null>(null);
  const party = words.other(details.other);

  const refusalOf = (action: LineAction): Refusal | null => {
    const offer = call.offers.find((of) => of.action === action);
    if (offer === undefined) return { reason: 'over' };
    if (offer.refused == null && takesPhone(action) && reachable.length === 0) return { reason: 'no_phone' };
    return offer.refused ?? null;
  };
  const wanted = lookedFor(call, details);
  const missing = wanted === null ? null : refusalOf(wanted);
  const isOffered = (action: LineAction) => refusalOf(action) === null;
  const asked = asking !== null && isOffered(asking) ? asking : null;
  const shown = order.filter((action) => isOffered(action) || action === wanted);
  if (shown.length === 0 && acting.refused === undefined) return null;

  const toggleId = (action: LineAction) => `${ownId}-${action}`;
  const close = () => {
    if (asking !== null) document.getElementById(toggleId(asking))?.focus();
    setAsking(null);
    acting.forget();
  };
  const button = (action: LineAction) => {
    const { kind, icon } = looks[action];
    const isOwnHeld = action === 'retrieve' && words.isMe(call.holder);
    const common = {
      kind,
      icon,
      'aria-label': t(`lines.do.${isOwnHeld ? 'resume' : action}.label`, { party }),
      isPending: acting.pending === action,
      children: t(`lines.do.${isOwnHeld ? 'resume' : action}`),
    };
    if (!isOffered(action)) return <Button key={action} {...common} kind="secondary" isDisabled aria-describedby={reasonId} />;
    if (takesPhone(action)) return <PhoneButton key={action} {...common} onPhone={(phone) => void acting.act({ action, phone })} />;
    if (isAsked(action)) {
      const isOpen = asked === action;
      return <Button key={action} {...common} id={toggleId(action)} aria-expanded={isOpen} onPress={() => (isOpen ? close() : setAsking(action))} />;
    }
    return <Button key={action} {...common} onPress={() => void acting.act({ action })} />;
  };
  return (
    <>
      <div className={styles.buttons} role="group" aria-label={t('lines.do.group', { party })}>
        {shown.map(button)}
      </div>
      {missing === null ? null : (
        <p id={reasonId} className={styles.reason}>
          {words.refusal(missing)}
        </p>
      )}
      {asked === null ? null : (
        <AskWhom key={asked} action={asked} party={party} isPending={acting.pending === asked} wrong={acting.wrongNumber} onForget={acting.forget} onAct={acting.act} onClose={close} />
      )}
      <div role="alert">
        {acting.refused === undefined ? null : (
          <p className={styles.refused}>
            <Icon name="alert" small />
            <span>{acting.refused}</span>
          </p>
        )}
      </div>
    </>
  );
}

interface AskWhomProps {
  action: 'transfer' | 'consult';
  party: string;
  isPending: boolean;
  wrong: string | undefined;
  onForget: () => void;
  onAct: (act: Act) => Promise<boolean>;
  onClose: () => void;
}

/** Asks to whom a call goes. What was typed stays when it is refused. */
function AskWhom({ action, party, isPending, wrong, onForget, onAct, onClose }: AskWhomProps) {
  const t = useT();
  const [text, setText] = useState('');
  const [own, setOwn] = useState<string | undefined>();
  const submit = async () => {
    const to = dialled(text);
    if ('wrong' in to) {
      setOwn(t(`lines.dial.wrong.${to.wrong}`));
      return;
    }
    if (await onAct({ action, to: to.number })) onClose();
  };
  return (
    <form
      className={styles.form}
      aria-label={t(`lines.do.${action}.label`, { party })}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <NumberToDial
        label={t(`lines.ask.${action}`)}
        value={text}
        onChange={(next) => {
          setText(next);
          setOwn(undefined);
          onForget();
        }}
        error={own ?? wrong}
        onEscape={onClose}
      />
      <div className={styles.buttons}>
        <Button kind="primary" type="submit" isPending={isPending}>
          {t(`lines.ask.${action}.go`)}
        </Button>
        <Button kind="quiet" onPress={onClose}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  );
}
