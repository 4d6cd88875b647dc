import { useQueryClient } from '@tanstack/react-query';
import { TextField } from '@shared/components/TextField';
import { toasts } from '@shared/components/toasts';
import { useState } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import type { PhoneNumber } from '../../api/types';
import { FormDialog } from '../../components/FormDialog';
import { MovedNote } from '../../components/MovedNote';
import { type Party, PartySearch } from '../../components/PartySearch';
import { useAct } from '../../components/useAct';
import { useBase } from '../../components/useBase';
import { useT } from '../../i18n';

/** Takes a number into the account. */
export function AddNumberDialog({ onClose }: { onClose: () => void }) {
  const t = useT();
  const client = useQueryClient();
  const [number, setNumber] = useState('');
  const [isMissing, setIsMissing] = useState(false);
  const add = useAct(() => api.addNumber(number.trim()), {
    onDone: async ({ shown }) => {
      toasts.show({ text: t('numbers.added', { number: shown }) });
      await client.invalidateQueries({ queryKey: [keys.lines] });
      onClose();
    },
    onProblem: () => undefined,
  });
  return (
    <FormDialog
      title={t('numbers.add')}
      submit={t('common.add')}
      isPending={add.isPending}
      problem={add.problem}
      onClose={onClose}
      onSubmit={() => {
        setIsMissing(number.trim() === '');
        if (number.trim() !== '') add.run();
      }}
    >
      <TextField
        label={t('numbers.number')}
        help={t('numbers.number.help')}
        type="tel"
        value={number}
        onChange={setNumber}
        isRequired
        maxLength={40}
        autoComplete="off"
        error={isMissing ? t('field.required', { label: t('numbers.number') }) : add.problem?.fields.number}
      />
    </FormDialog>
  );
}

/** Makes a number somebody's direct number. */
export function AssignDialog({ number, onClose }: { number: PhoneNumber; onClose: () => void }) {
  const t = useT();
  const client = useQueryClient();
  const [party, setParty] = useState<Party | null>(null);
  const [isMissing, setIsMissing] = useState(false);
  // A single number is read from the list that it is in.
  const base = useBase(number, async () => {
    const { items } = await api.numbers({ q: number.number, limit: 50 });
    const found = items.find((each) => each.number === number.number);
    if (found === undefined) throw new Error('the number is gone');
    return found;
  });
  const assign = useAct((to: Party) => api.assignNumber(number.number, to.who, base.thing.version), {
    onDone: async (_, { name }) => {
      toasts.show({ text: t('numbers.assigned', { number: number.shown, name }) });
      await client.invalidateQueries({ queryKey: [keys.lines] });
      await client.invalidateQueries({ queryKey: keys.allUsers });
      onClose();
    },
    onProblem: base.onProblem,
  });
  return (
    <FormDialog
      title={t('numbers.assign.title', { number: number.shown })}
      submit={t('numbers.assign')}
      isPending={assign.isPending}
      problem={assign.problem}
      onClose={onClose}
      onSubmit={() => {
        setIsMissing(party === null);
        if (party !== null) assign.run(party);
      }}
    >
      {base.isMoved ? (
        <MovedNote facts={[{ name: t('numbers.assignee'), value: base.thing.assignee?.name ?? t('numbers.nobody') }]} />
      ) : null}
      <PartySearch
        label={t('numbers.assign.to')}
        help={t('numbers.assign.help')}
        value={party}
        onChange={setParty}
        error={isMissing ? t('field.required', { label: t('numbers.assign.to') }) : assign.problem?.fields.assignee}
      />
    </FormDialog>
  );
}
