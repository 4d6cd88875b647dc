import { useQueryClient } from '@tanstack/react-query';
import { Button } from '@shared/components/Button';
import { NumberField } from '@shared/components/NumberField';
import { RadioGroup } from '@shared/components/RadioGroup';
import { Switch } from '@shared/components/Switch';
import { TextField } from '@shared/components/TextField';
import { toasts } from '@shared/components/toasts';
import { useState } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import type { LineSettings, Forwarding as Settings } from '../../api/types';
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

/** The reasons for which a number of its own may be set, besides that nobody answers. */
const reasons = ['always', 'busy', 'unreachable'] as const;

type Reason = (typeof reasons)[number];

/** What is set, one sentence after another, what counts first before what it leaves to do. */
export function useForwardingWords(): (settings: Settings) => string[] {
  const t = useT();
  const shown = usePhoneNumber();
  return (settings) => {
    const { after_seconds: seconds, then, do_not_disturb } = settings;
    const to = (reason: Reason) => (settings[reason] == null ? [] : [t(`forwarding.says.${reason}`, { number: shown(settings[reason]) })]);
    return [
      ...to('always'),
      ...(do_not_disturb === true ? [t('forwarding.says.do_not_disturb')] : []),
      then.kind === 'busy' ? t('forwarding.says.then.busy', { seconds }) : t(`forwarding.says.then.${then.kind}`, { seconds, number: shown(then.number) }),
      ...to('busy'),
      ...to('unreachable'),
    ];
  };
}

/** Props of {@link ForwardingDialog}. */
export interface ForwardingDialogProps {
  title: string;
  /** What is saved, and which version it is. */
  settings: Settings;
  version: number;
  /** A line can be kept quiet for everybody on it. */
  isLine: boolean;
  save: (body: Settings) => Promise<unknown>;
  /** What is said once it is saved. */
  saved: string;
  /** What the server has against a field, by its name here. */
  named?: (fields: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;
  readAgain: () => Promise<unknown>;
  onClose: () => void;
}

/** Where calls are sent on to, and when. */
export function ForwardingDialog({ title, settings, version, isLine, save: send, saved, named = (fields) => fields, readAgain, onClose }: ForwardingDialogProps) {
  const t = useT();
  const words = useForwardingWords();
  const [begun] = useState(version);
  const [after, setAfter] = useState(settings.after_seconds);
  const [kind, setKind] = useState<Kind>(settings.then.kind);
  const [number, setNumber] = useState(settings.then.kind === 'busy' ? '' : settings.then.number);
  const [isQuiet, setIsQuiet] = useState(settings.do_not_disturb ?? false);
  const [others, setOthers] = useState({ always: settings.always ?? '', busy: settings.busy ?? '', unreachable: settings.unreachable ?? '' });
  const [missing, setMissing] = useState<Record<string, string>>({});
  const save = useAct(send, {
    onDone: async () => {
      onClose();
      toasts.show({ text: saved });
      await readAgain();
    },
    onProblem: readAgain,
  });
  const submit = () => {
    const found: Record<string, string> = {};
    if (Number.isNaN(after)) found.after_seconds = t('field.required', { label: t('forwarding.after') });
    if (kind !== 'busy' && number.trim() === '') found['then.number'] = t('field.required', { label: t('forwarding.number') });
    setMissing(found);
    if (Object.keys(found).length > 0) return;
    const filled = Object.fromEntries(reasons.flatMap((reason) => (others[reason].trim() === '' ? [] : [[reason, others[reason].trim()]])));
    save.run({ ...filled, ...(isQuiet ? { do_not_disturb: true } : {}), after_seconds: after, then: kind === 'busy' ? { kind } : { kind, number: number.trim() } });
  };
  const refused = named(save.problem?.fields ?? {});
  const errorOf = (field: string) => missing[field] ?? refused[field];
  const numberFor = (reason: Reason) => (
    <TextField
      label={t(`forwarding.${reason}`)}
      help={t(`forwarding.${reason}.help`)}
      value={others[reason]}
      onChange={(typed) => setOthers({ ...others, [reason]: typed })}
      inputMode="tel"
      optional
      error={errorOf(reason)}
    />
  );
  return (
    <FormDialog
      title={title}
      submit={t('common.save')}
      isPending={save.isPending}
      problem={save.problem}
      onClose={onClose}
      onSubmit={submit}
    >
      {version === begun || save.isPending ? null : <MovedNote facts={[{ name: t('forwarding.now'), value: words(settings).join('; ') }]} />}
      {isLine ? (
        <Switch isSelected={isQuiet} onChange={setIsQuiet} help={t('forwarding.do_not_disturb.help')}>
          {t('forwarding.do_not_disturb')}
        </Switch>
      ) : null}
      {numberFor('always')}
      <NumberField label={t('forwarding.after')} value={after} onChange={setAfter} minValue={RINGS.least} maxValue={RINGS.most} error={errorOf('after_seconds')} />
      <RadioGroup
        label={t('forwarding.then')}
        value={kind}
        onChange={(chosen) => setKind(kinds.find((each) => each === chosen) ?? 'busy')}
        options={kinds.map((value) => ({ value, name: t(`forwarding.then.${value}`), detail: t(`forwarding.then.${value}.detail`) }))}
      />
      {kind === 'busy' ? null : (
        <TextField
          label={t('forwarding.number')}
          help={t('forwarding.number.help')}
          value={number}
          onChange={setNumber}
          inputMode="tel"
          isRequired
          error={errorOf('then.number') ?? errorOf('then')}
        />
      )}
      {numberFor('busy')}
      {numberFor('unreachable')}
    </FormDialog>
  );
}

function LineForwarding({ line, onClose }: { line: LineSettings; onClose: () => void }) {
  const t = useT();
  const client = useQueryClient();
  const { settings, version } = line.forwarding;
  return (
    <ForwardingDialog
      title={t('forwarding.title', { number: line.shown })}
      settings={settings}
      version={version}
      isLine
      save={(body) => api.setForwarding(line.id, body, version)}
      saved={t('forwarding.saved', { number: line.shown })}
      readAgain={() => client.invalidateQueries({ queryKey: [keys.lines] })}
      onClose={onClose}
    />
  );
}

/** Lets a line follow again what holds for all calls. */
function Following({ line }: { line: LineSettings }) {
  const t = useT();
  const client = useQueryClient();
  const follow = useAct(() => api.followCallSettings(line.id, line.forwarding.version), {
    onDone: async () => {
      toasts.show({ text: t('forwarding.saved', { number: line.shown }) });
      await client.invalidateQueries({ queryKey: [keys.lines] });
    },
  });
  return (
    <Button icon="undo" aria-label={t('forwarding.follow.label', { number: line.shown })} isPending={follow.isPending} onPress={() => follow.run()}>
      {t('forwarding.follow')}
    </Button>
  );
}

/** Where the calls of each line are sent on to, and when. Why it is locked is said by the page. */
export function Forwarding({ lines, isLocked = false }: { lines: readonly LineSettings[]; isLocked?: boolean }) {
  const t = useT();
  const words = useForwardingWords();
  const [edited, setEdited] = useState<string | null>(null);
  const line = lines.find(({ id }) => id === edited);
  if (lines.length === 0) return null;
  return (
    <Section title={t('forwarding')} note={t('forwarding.note')}>
      <Cards label={t('forwarding')}>
        {lines.map((each) => (
          <Card
            key={each.id}
            title={each.shown}
            actions={
              isLocked ? undefined : (
                <>
                  <Button
                    icon="edit"
                    aria-label={t(each.forwarding.own ? 'forwarding.edit.label' : 'forwarding.set_own.label', { number: each.shown })}
                    onPress={() => setEdited(each.id)}
                  >
                    {t(each.forwarding.own ? 'users.edit' : 'forwarding.set_own')}
                  </Button>
                  {each.forwarding.own ? <Following line={each} /> : null}
                </>
              )
            }
          >
            {each.forwarding.own ? (
              words(each.forwarding.settings).map((sentence) => (
                <p key={sentence} className={text.muted}>
                  {sentence}
                </p>
              ))
            ) : (
              <p className={text.muted}>{t('forwarding.follows')}</p>
            )}
          </Card>
        ))}
      </Cards>
      {line === undefined ? null : <LineForwarding key={line.id} line={line} onClose={() => setEdited(null)} />}
    </Section>
  );
}
