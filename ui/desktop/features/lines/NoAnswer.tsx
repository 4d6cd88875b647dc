import { Button } from '@shared/components/Button';
import { Disclosure } from '@shared/components/Disclosure';
import { NumberField } from '@shared/components/NumberField';
import { dialled } from '@shared/components/phoneNumber';
import { RadioGroup } from '@shared/components/RadioGroup';
import { TextField } from '@shared/components/TextField';
import { toasts } from '@shared/components/toasts';
import { useState } from 'react';
import { ProblemNote } from '../../components/ProblemNote';
import { useT } from '../../i18n';
import type { Line, NoAnswerSettings, NoAnswer as Settings } from '../../types';
import { fieldErrors, useAct } from '../../useAct';
import styles from './Lines.module.css';
import { useLining } from './useLining';
import type { LineWords } from './useLineWords';

const LEAST = 5;
const MOST = 180;
const kinds = ['voicemail', 'number', 'busy'] as const satisfies readonly Settings['then']['kind'][];

interface Draft {
  seconds: number;
  kind: (typeof kinds)[number];
  number: string;
}

const draftOf = ({ after_seconds: seconds, then }: Settings): Draft => ({ seconds, kind: then.kind, number: then.kind === 'busy' ? '' : then.number });

interface NoAnswerProps {
  line: Line;
  saved: NoAnswerSettings;
  words: LineWords;
}

/** Where calls to one's own line go that nobody takes. */
export function NoAnswer({ line, saved, words }: NoAnswerProps) {
  const t = useT();
  return (
    <Disclosure title={t('no_answer.title')}>
      <NoAnswerForm line={line} saved={saved} words={words} />
    </Disclosure>
  );
}

function NoAnswerForm({ line, saved, words }: NoAnswerProps) {
  const t = useT();
  const { isCutOff } = useLining();
  const { act, isPending, problem, forget } = useAct();
  const [opened, setOpened] = useState(saved);
  const [draft, setDraft] = useState(() => draftOf(saved.settings));
  const [wrong, setWrong] = useState<{ seconds?: string; number?: string }>({});
  const isTouched = JSON.stringify(draft) !== JSON.stringify(draftOf(opened.settings));
  const take = (next: NoAnswerSettings) => {
    setOpened(next);
    setDraft(draftOf(next.settings));
    setWrong({});
    forget();
  };
  // What nobody is at work on follows what is saved.
  if (opened.version !== saved.version && !isTouched) {
    setOpened(saved);
    setDraft(draftOf(saved.settings));
  }
  const change = (changed: Partial<Draft>) => {
    setDraft({ ...draft, ...changed });
    setWrong({});
    forget();
  };
  const save = async (version: number) => {
    const { seconds, kind } = draft;
    const number = dialled(draft.number);
    const found = {
      ...(seconds >= LEAST && seconds <= MOST ? {} : { seconds: t('no_answer.wrong.seconds', { least: LEAST, most: MOST }) }),
      ...(kind !== 'busy' && 'wrong' in number ? { number: t(`lines.dial.wrong.${number.wrong}`) } : {}),
      ...(kind !== 'busy' && 'number' in number && number.number === line.number ? { number: t('no_answer.wrong.own') } : {}),
    };
    setWrong(found);
    if (Object.keys(found).length > 0) return;
    const settings: Settings = { after_seconds: seconds, then: kind !== 'busy' && 'number' in number ? { kind, number: number.number } : { kind: 'busy' } };
    const done = await act({ action: 'set_no_answer', line: line.id, settings, version });
    if (done === null) return;
    setOpened({ settings, version: version + 1 });
    setDraft(draftOf(settings));
    toasts.show({ text: t('no_answer.told') });
  };
  const { own } = fieldErrors(problem);
  const isOutdated = problem?.code === 'outdated' || (isTouched && opened.version !== saved.version);
  const { after_seconds: seconds, then } = saved.settings;
  const now = t(`no_answer.now.${then.kind}`, { seconds, number: then.kind === 'busy' ? '' : words.number(then.number) });
  return (
    <form
      className={styles.form}
      aria-label={t('no_answer.title')}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save(opened.version);
      }}
    >
      <p className={styles.muted}>{now}</p>
      <div className={styles.seconds}>
        <NumberField
          label={t('no_answer.seconds')}
          value={draft.seconds}
          minValue={LEAST}
          maxValue={MOST}
          isDisabled={isCutOff}
          onChange={(value) => change({ seconds: Number.isNaN(value) ? 0 : value })}
          error={wrong.seconds ?? own.after_seconds}
        />
      </div>
      <RadioGroup
        label={t('no_answer.then')}
        value={draft.kind}
        isDisabled={isCutOff}
        onChange={(value) => change({ kind: kinds.find((kind) => kind === value) ?? 'busy' })}
        options={kinds.map((kind) => ({ value: kind, name: t(`no_answer.then.${kind}`), detail: t(`no_answer.then.${kind}.detail`) }))}
      />
      {draft.kind === 'busy' ? null : (
        <TextField
          label={t(`no_answer.number.${draft.kind}`)}
          value={draft.number}
          isDisabled={isCutOff}
          onChange={(number) => change({ number })}
          error={wrong.number ?? own.number}
          inputMode="tel"
          autoComplete="off"
        />
      )}
      {isOutdated ? (
        <div role="alert" className={styles.refused}>
          <div className={styles.form}>
            <p>{t('no_answer.outdated', { now })}</p>
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
          <ProblemNote problem={own.after_seconds !== undefined || own.number !== undefined ? null : problem} />
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
