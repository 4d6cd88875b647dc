import { Button } from '@shared/components/Button';
import { dialled } from '@shared/components/phoneNumber';
import { Select } from '@shared/components/Select';
import { toasts } from '@shared/components/toasts';
import { useId, useState } from 'react';
import { ProblemNote } from '../../components/ProblemNote';
import { useT } from '../../i18n';
import { useBridge } from '../../session';
import type { Line } from '../../types';
import { useAct } from '../../useAct';
import styles from './Lines.module.css';
import { NumberToDial } from './NumberToDial';
import { useLining } from './useLining';
import type { LineWords } from './useLineWords';

/** "Call for Ada Executive": a call that shows the line's number. */
export function PlaceCall({ line, words, describedBy }: { line: Line; words: LineWords; describedBy: string }) {
  const t = useT();
  const toggleId = useId();
  const reasonId = useId();
  const { isCutOff, reachable } = useLining();
  const [isOpen, setIsOpen] = useState(false);
  const title = words.isOwn ? t('lines.place.own') : t('lines.place', { name: line.delegator_name });
  const refusal = line.place_refused ?? (reachable.length === 0 ? { reason: 'no_phone' as const } : null);
  const why = !isCutOff && refusal !== null ? words.refusal(refusal) : null;
  const isHindered = isCutOff || why !== null;
  const close = () => {
    setIsOpen(false);
    document.getElementById(toggleId)?.focus();
  };
  return (
    <div className={styles.place}>
      <div className={styles.buttons}>
        <Button
          id={toggleId}
          icon="phone"
          aria-expanded={isOpen && !isHindered}
          isDisabled={isHindered}
          {...(isHindered ? { 'aria-describedby': isCutOff ? describedBy : reasonId } : {})}
          onPress={() => (isOpen ? close() : setIsOpen(true))}
        >
          {title}
        </Button>
        {why === null ? null : (
          <p id={reasonId} className={styles.reason}>
            {why}
          </p>
        )}
      </div>
      {isOpen && !isHindered ? <PlaceForm line={line} words={words} title={title} onClose={close} /> : null}
    </div>
  );
}

function PlaceForm({ line, words, title, onClose }: { line: Line; words: LineWords; title: string; onClose: () => void }) {
  const t = useT();
  const bridge = useBridge();
  const { phone, reachable } = useLining();
  const { act, isPending, problem, forget } = useAct();
  const [text, setText] = useState('');
  const [picked, setPicked] = useState<string | null>(null);
  const [wrong, setWrong] = useState<{ to?: string; phone?: string }>({});
  const rings = reachable.find(({ id }) => id === picked) ?? phone;
  const submit = async () => {
    const to = dialled(text);
    const found = {
      ...('wrong' in to ? { to: t(`lines.dial.wrong.${to.wrong}`) } : {}),
      ...(rings === undefined ? { phone: t('lines.phone.choose') } : {}),
    };
    setWrong(found);
    if ('wrong' in to || rings === undefined) return;
    const done = await act({ action: 'place_call', line: line.id, phone: rings.id, to: to.number });
    if (done === null) return;
    toasts.show({ text: t('lines.place.told', { phone: rings.name }) });
    onClose();
  };
  const pick = (id: string) => {
    setPicked(id);
    setWrong({});
    forget();
    // Not to be remembered is no reason not to go on.
    void bridge.act({ action: 'choose_phone', phone: id }).catch(() => undefined);
  };
  const fieldProblem = problem?.fields.find(({ field }) => field === 'to')?.message;
  const refusal = problem?.refusal;
  const said = problem === null || fieldProblem !== undefined ? null : refusal == null ? problem : { ...problem, message: words.refusal(refusal) };
  return (
    <form
      className={styles.form}
      aria-label={title}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <NumberToDial
        label={t('lines.dial')}
        value={text}
        onChange={(next) => {
          setText(next);
          setWrong({});
          forget();
        }}
        error={wrong.to ?? fieldProblem}
        onEscape={onClose}
      />
      {reachable.length > 1 ? (
        <Select label={t('lines.place.phone')} items={reachable} value={rings?.id ?? null} onChange={(id) => pick(String(id))} error={wrong.phone} />
      ) : null}
      <ProblemNote problem={said} />
      <div className={styles.buttons}>
        <Button kind="primary" icon="phone" type="submit" isPending={isPending}>
          {t('lines.place.go')}
        </Button>
        <Button kind="quiet" onPress={onClose}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  );
}
