import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Dialog } from '@shared/components/Dialog';
import { RadioGroup } from '@shared/components/RadioGroup';
import { Select } from '@shared/components/Select';
import { toasts } from '@shared/components/toasts';
import { useState } from 'react';
import { api } from '../../api/endpoints';
import { keys as named } from '../../api/keys';
import type { DeskPhone, KeyLine, PhoneKey, PhoneKeys } from '../../api/types';
import { FormDialog } from '../../components/FormDialog';
import { Loaded } from '../../components/Loaded';
import { MovedNote } from '../../components/MovedNote';
import text from '../../components/text.module.css';
import { useAct } from '../../components/useAct';
import { useT } from '../../i18n';
import { KeyRows } from './KeyRows';

/** Props of {@link KeysDialog}. */
export interface KeysDialogProps {
  phone: DeskPhone;
  onClose: () => void;
}

const arrangements = ['follow', 'by_hand'] as const;

function useWords(): (keys: PhoneKeys) => string {
  const t = useT();
  return ({ keys, lines }) => {
    const shown = keys.flatMap(({ line, label }) => lines.filter((each) => each.line === line).map((each) => label || each.delegator_name));
    return shown.length === 0 ? t('keys.none') : shown.join(', ');
  };
}

function KeysForm({ phone, keys, onClose }: KeysDialogProps & { keys: PhoneKeys }) {
  const t = useT();
  const words = useWords();
  const client = useQueryClient();
  const { lines, version } = keys;
  const [begun] = useState(version);
  const [byHand, setByHand] = useState(keys.by_hand);
  const [laid, setLaid] = useState<PhoneKey[]>(keys.keys);
  const readAgain = () => client.invalidateQueries({ queryKey: named.phoneKeys(phone.id) });
  const save = useAct((wanted: PhoneKey[] | null) => api.setPhoneKeys(phone.id, { keys: wanted }, version), {
    onDone: async () => {
      onClose();
      toasts.show({ text: t('keys.saved', { name: phone.name }) });
      await readAgain();
    },
    onProblem: readAgain,
  });
  // A line that may not be used any more meanwhile cannot be saved.
  const shown = laid.flatMap((key) => lines.filter(({ line }) => line === key.line).map((line): [PhoneKey, KeyLine] => [key, line]));
  const missing = lines.filter(({ line }) => shown.every(([key]) => key.line !== line));
  return (
    <FormDialog
      title={t('keys.title', { name: phone.name })}
      submit={t('common.save')}
      isPending={save.isPending}
      problem={save.problem}
      onClose={onClose}
      onSubmit={() => save.run(byHand ? shown.map(([key]) => ({ ...key, label: key.label.trim() })) : null)}
    >
      {version === begun || save.isPending ? null : <MovedNote facts={[{ name: t('keys.now'), value: words(keys) }]} />}
      <p className={text.muted}>{t('keys.meaning')}</p>
      <RadioGroup
        label={t('keys.arranged')}
        value={byHand ? 'by_hand' : 'follow'}
        onChange={(chosen) => setByHand(chosen === 'by_hand')}
        options={arrangements.map((value) => ({ value, name: t(`keys.arranged.${value}`), detail: t(`keys.arranged.${value}.detail`) }))}
      />
      {byHand ? (
        <>
          <KeyRows rows={shown} onChange={setLaid} />
          {missing.length === 0 ? null : (
            <Select
              label={t('keys.add')}
              value={null}
              items={missing.map(({ line, delegator_name: name, shown: number }) => ({ id: line, name, detail: number }))}
              onChange={(line) => setLaid([...shown.map(([key]) => key), { line: String(line), label: '' }])}
            />
          )}
        </>
      ) : null}
    </FormDialog>
  );
}

/** "Keys": which line stands on which key of a telephone. Draw it only while it is open. */
export function KeysDialog({ phone, onClose }: KeysDialogProps) {
  const t = useT();
  const query = useQuery({ queryKey: named.phoneKeys(phone.id), queryFn: ({ signal }) => api.phoneKeys(phone.id, signal), gcTime: 0 });
  if (query.data !== undefined) return <KeysForm phone={phone} keys={query.data} onClose={onClose} />;
  return (
    <Dialog title={t('keys.title', { name: phone.name })} isOpen onClose={onClose}>
      <Loaded query={query}>{() => null}</Loaded>
    </Dialog>
  );
}
