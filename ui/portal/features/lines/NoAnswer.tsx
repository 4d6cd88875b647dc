import { useQueryClient } from '@tanstack/react-query';
import { Button } from '@shared/components/Button';
import { NumberField } from '@shared/components/NumberField';
import { RadioGroup } from '@shared/components/RadioGroup';
import { TextField } from '@shared/components/TextField';
import { toasts } from '@shared/components/toasts';
import { useState } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import type { LineSettings, NoAnswer as Settings } from '../../api/types';
import { Card, Cards } from '../../components/Cards';
import { FormDialog } from '../../components/FormDialog';
import { MovedNote } from '../../components/MovedNote';
import text from '../../components/text.module.css';
import { useAct } from '../../components/useAct';
import { usePhoneNumber } from '../../components/usePhoneNumber';
import { useT } from '../../i18n';
import { Section } from '../../layout/Page';

/** The shortest and the longest time that a call rings, in seconds. */
const RINGS = { least: 5, most: 180 };

type Kind = Settings['then']['kind'];

const kinds = ['voicemail', 'number', 'busy'] as const satisfies readonly Kind[];

function useWords(): (settings: Settings) => string {
  const t = useT();
  const shown = usePhoneNumber();
  return ({ after_seconds: seconds, then }) =>
    then.kind === 'busy' ? t('noanswer.says.busy', { seconds }) : t(`noanswer.says.${then.kind}`, { seconds, number: shown(then.number) });
}

function NoAnswerDialog({ line, onClose }: { line: LineSettings; onClose: () => void }) {
  const t = useT();
  const words = useWords();
  const client = useQueryClient();
  const { settings, version } = line.no_answer;
  const [begun] = useState(version);
  const [after, setAfter] = useState(settings.after_seconds);
  const [kind, setKind] = useState<Kind>(settings.then.kind);
  const [number, setNumber] = useState(settings.then.kind === 'busy' ? '' : settings.then.number);
  const [missing, setMissing] = useState<Record<string, string>>({});
  const readAgain = () => client.invalidateQueries({ queryKey: [keys.lines] });
  const save = useAct((body: Settings) => api.setNoAnswer(line.id, body, version), {
    onDone: async () => {
      onClose();
      toasts.show({ text: t('noanswer.saved', { number: line.shown }) });
      await readAgain();
    },
    onProblem: readAgain,
  });
  const submit = () => {
    const found: Record<string, string> = {};
    if (Number.isNaN(after)) found.after_seconds = t('field.required', { label: t('noanswer.after') });
    if (kind !== 'busy' && number.trim() === '') found['then.number'] = t('field.required', { label: t('noanswer.number') });
    setMissing(found);
    if (Object.keys(found).length > 0) return;
    save.run({ after_seconds: after, then: kind === 'busy' ? { kind } : { kind, number: number.trim() } });
  };
  const errorOf = (field: string) => missing[field] ?? save.problem?.fields[field];
  return (
    <FormDialog
      title={t('noanswer.title', { number: line.shown })}
      submit={t('common.save')}
      isPending={save.isPending}
      problem={save.problem}
      onClose={onClose}
      onSubmit={submit}
    >
      {version === begun || save.isPending ? null : <MovedNote facts={[{ name: t('noanswer.now'), value: words(settings) }]} />}
      <NumberField label={t('noanswer.after')} value={after} onChange={setAfter} minValue={RINGS.least} maxValue={RINGS.most} error={errorOf('after_seconds')} />
      <RadioGroup
        label={t('noanswer.then')}
        value={kind}
        onChange={(chosen) => setKind(kinds.find((each) => each === chosen) ?? 'busy')}
        options={kinds.map((value) => ({ value, name: t(`noanswer.then.${value}`), detail: t(`noanswer.then.${value}.detail`) }))}
      />
      {kind === 'busy' ? null : (
        <TextField
          label={t('noanswer.number')}
          help={t('noanswer.number.help')}
          value={number}
          onChange={setNumber}
          inputMode="tel"
          isRequired
          error={errorOf('then.number') ?? errorOf('then')}
        />
      )}
    </FormDialog>
  );
}

/** "When nobody answers": where the calls of each line go that nobody takes. Why it is locked is said by the page. */
export function NoAnswer({ lines, isLocked = false }: { lines: readonly LineSettings[]; isLocked?: boolean }) {
  const t = useT();
  const words = useWords();
  const [edited, setEdited] = useState<string | null>(null);
  const line = lines.find(({ id }) => id === edited);
  if (lines.length === 0) return null;
  return (
    <Section title={t('noanswer')} note={t('noanswer.note')}>
      <Cards label={t('noanswer')}>
        {lines.map((each) => (
          <Card
            key={each.id}
            title={each.shown}
            actions={
              isLocked ? undefined : (
                <Button icon="edit" aria-label={t('noanswer.edit.label', { number: each.shown })} onPress={() => setEdited(each.id)}>
                  {t('users.edit')}
                </Button>
              )
            }
          >
            <p className={text.muted}>{words(each.no_answer.settings)}</p>
          </Card>
        ))}
      </Cards>
      {line === undefined ? null : <NoAnswerDialog key={line.id} line={line} onClose={() => setEdited(null)} />}
    </Section>
  );
}
