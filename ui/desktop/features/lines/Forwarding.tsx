import { Button } from '@shared/components/Button';
import { Disclosure } from '@shared/components/Disclosure';
import { NumberField } from '@shared/components/NumberField';
import { dialled } from '@shared/components/phoneNumber';
import { RadioGroup } from '@shared/components/RadioGroup';
import { Switch } from '@shared/components/Switch';
import { TextField } from '@shared/components/TextField';
import { toasts } from '@shared/components/toasts';
import { useState } from 'react';
import { ProblemNote } from '../../components/ProblemNote';
import { useT } from '../../i18n';
import type { Action, Line, ForwardingSettings, Forwarding as Settings } from '../../types';
import { fieldErrors, useAct } from '../../useAct';
import styles from './Lines.module.css';
import { useLining } from './useLining';
import type { LineWords } from './useLineWords';

const LEAST = 5;
const MOST = 180;
const kinds = ['voicemail', 'number', 'busy'] as const satisfies readonly Settings['then']['kind'][];

/** The reasons for which a number of its own may be set, besides that nobody answers. */
const reasons = ['always', 'busy', 'unreachable'] as const;

type Reason = (typeof reasons)[number];

interface Draft extends Record<Reason, string> {
  isQuiet: boolean;
  seconds: number;
  kind: (typeof kinds)[number];
  number: string;
}

const draftOf = (settings: Settings): Draft => ({
  isQuiet: settings.do_not_disturb ?? false,
  always: settings.always ?? '',
  busy: settings.busy ?? '',
  unreachable: settings.unreachable ?? '',
  seconds: settings.after_seconds,
  kind: settings.then.kind,
  number: settings.then.kind === 'busy' ? '' : settings.then.number,
});

interface ForwardingProps {
  line: Line;
  saved: ForwardingSettings;
  words: LineWords;
}

/** Where calls to one's own line are sent on to, and when. */
export function Forwarding({ line, saved, words }: ForwardingProps) {
  const t = useT();
  const { isCutOff } = useLining();
  const { act, isPending, problem } = useAct();
  const follow = async () => {
    const done = await act({ action: 'follow_call_settings', line: line.id, version: saved.version });
    if (done !== null) toasts.show({ text: t('forwarding.told') });
  };
  return (
    <Disclosure title={t('forwarding.title')}>
      {saved.own ? (
        <div className={styles.form}>
          <ProblemNote problem={problem} />
          <div className={styles.buttons}>
            <Button icon="undo" isPending={isPending} isDisabled={isCutOff} onPress={() => void follow()}>
              {t('forwarding.follow')}
            </Button>
          </div>
        </div>
      ) : (
        <p className={styles.muted}>{t('forwarding.follows')}</p>
      )}
      <ForwardingForm
        label={t('forwarding.title')}
        saved={saved}
        isLine
        own={[line.number]}
        number={words.number}
        action={(settings, version) => ({ action: 'set_forwarding', line: line.id, settings, version })}
      />
    </Disclosure>
  );
}

/** Props of {@link ForwardingForm}. */
export interface ForwardingFormProps {
  /** What a screen reader calls it. */
  label: string;
  saved: Pick<ForwardingSettings, 'settings' | 'version'>;
  /** A line can be kept quiet for everybody on it. */
  isLine: boolean;
  /** Numbers that calls would come back from. */
  own: readonly string[];
  /** A number as it is written here. */
  number: (of: string) => string;
  action: (settings: Settings, version: number) => Action;
}

/** Where calls are sent on to, and when. */
export function ForwardingForm({ label, saved, isLine, own: ownNumbers, number: shown, action }: ForwardingFormProps) {
  const t = useT();
  const { isCutOff } = useLining();
  const { act, isPending, problem, forget } = useAct();
  const [opened, setOpened] = useState(saved);
  const [draft, setDraft] = useState(() => draftOf(saved.settings));
  const [wrong, setWrong] = useState<Partial<Record<Reason | 'seconds' | 'number', string>>>({});
  const isTouched = JSON.stringify(draft) !== JSON.stringify(draftOf(opened.settings));
  const take = (next: Pick<ForwardingSettings, 'settings' | 'version'>) => {
    setOpened(next);
    setDraft(draftOf(next.settings));
    setWrong({});
    forget();
  };
  // What nobody is at work on follows what is saved.
  if (JSON.stringify(opened) !== JSON.stringify(saved) && !isTouched) {
    setOpened(saved);
    setDraft(draftOf(saved.settings));
  }
  const change = (changed: Partial<Draft>) => {
    setDraft({ ...draft, ...changed });
    setWrong({});
    forget();
  };
  const save = async (version: number) => {
    const { seconds, kind, isQuiet } = draft;
    const number = dialled(draft.number);
    const filled: Partial<Record<Reason, string>> = {};
    const found: typeof wrong = {};
    for (const reason of reasons) {
      const read = dialled(draft[reason]);
      if ('number' in read) filled[reason] = read.number;
      else if (read.wrong !== 'empty') found[reason] = t(`lines.dial.wrong.${read.wrong}`);
      if ('number' in read && ownNumbers.includes(read.number)) found[reason] = t('forwarding.wrong.own');
    }
    Object.assign(found, {
      ...(seconds >= LEAST && seconds <= MOST ? {} : { seconds: t('forwarding.wrong.seconds', { least: LEAST, most: MOST }) }),
      ...(kind !== 'busy' && 'wrong' in number ? { number: t(`lines.dial.wrong.${number.wrong}`) } : {}),
      ...(kind !== 'busy' && 'number' in number && ownNumbers.includes(number.number) ? { number: t('forwarding.wrong.own') } : {}),
    });
    setWrong(found);
    if (Object.keys(found).length > 0) return;
    const settings: Settings = {
      ...filled,
      ...(isQuiet ? { do_not_disturb: true } : {}),
      after_seconds: seconds,
      then: kind !== 'busy' && 'number' in number ? { kind, number: number.number } : { kind: 'busy' },
    };
    const done = await act(action(settings, version));
    if (done === null) return;
    setOpened({ settings, version: version + 1 });
    setDraft(draftOf(settings));
    toasts.show({ text: t('forwarding.told') });
  };
  const { own } = fieldErrors(problem);
  const isOutdated = problem?.code === 'outdated' || (isTouched && opened.version !== saved.version);
  const { after_seconds: seconds, then } = saved.settings;
  const now = t(`forwarding.now.${then.kind}`, { seconds, number: then.kind === 'busy' ? '' : shown(then.number) });
  const numberFor = (reason: Reason) => (
    <TextField
      label={t(`forwarding.${reason}`)}
      help={t(`forwarding.${reason}.help`)}
      value={draft[reason]}
      isDisabled={isCutOff}
      onChange={(typed) => change({ [reason]: typed })}
      error={wrong[reason] ?? own[reason]}
      inputMode="tel"
      autoComplete="off"
      optional
    />
  );
  const isShown = own.after_seconds !== undefined || own.number !== undefined || reasons.some((reason) => own[reason] !== undefined);
  return (
    <form
      className={styles.form}
      aria-label={label}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save(opened.version);
      }}
    >
      <p className={styles.muted}>{now}</p>
      {isLine ? (
        <Switch isSelected={draft.isQuiet} isDisabled={isCutOff} onChange={(isQuiet) => change({ isQuiet })} help={t('forwarding.do_not_disturb.help')}>
          {t('forwarding.do_not_disturb')}
        </Switch>
      ) : null}
      {numberFor('always')}
      <div className={styles.seconds}>
        <NumberField
          label={t('forwarding.seconds')}
          value={draft.seconds}
          minValue={LEAST}
          maxValue={MOST}
          isDisabled={isCutOff}
          onChange={(value) => change({ seconds: Number.isNaN(value) ? 0 : value })}
          error={wrong.seconds ?? own.after_seconds}
        />
      </div>
      <RadioGroup
        label={t('forwarding.then')}
        value={draft.kind}
        isDisabled={isCutOff}
        onChange={(value) => change({ kind: kinds.find((kind) => kind === value) ?? 'busy' })}
        options={kinds.map((kind) => ({ value: kind, name: t(`forwarding.then.${kind}`), detail: t(`forwarding.then.${kind}.detail`) }))}
      />
      {draft.kind === 'busy' ? null : (
        <TextField
          label={t(`forwarding.number.${draft.kind}`)}
          value={draft.number}
          isDisabled={isCutOff}
          onChange={(number) => change({ number })}
          error={wrong.number ?? own.number}
          inputMode="tel"
          autoComplete="off"
        />
      )}
      {numberFor('busy')}
      {numberFor('unreachable')}
      {isOutdated ? (
        <div role="alert" className={styles.refused}>
          <div className={styles.form}>
            <p>{t('forwarding.outdated', { now })}</p>
            <div className={styles.buttons}>
              <Button icon="undo" onPress={() => take(saved)}>
                {t('delegation.trouble.reload')}
              </Button>
              <Button isPending={isPending} onPress={() => void save(saved.version)}>
                {t('delegation.edit.save_over')}
              </Button>
            </div>
          </div>
        </div>
      ) : (
        <>
          <ProblemNote problem={isShown ? null : problem} />
          <div className={styles.buttons}>
            <Button type="submit" isPending={isPending} isDisabled={isCutOff || !isTouched}>
              {t('common.save')}
            </Button>
          </div>
        </>
      )}
    </form>
  );
}
