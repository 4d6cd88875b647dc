import { AlertDialog } from '@shared/components/AlertDialog';
import { useState } from 'react';
import { api } from '../../api/endpoints';
import type { Trunk, TrunkEdit } from '../../api/types';
import { FormDialog } from '../../components/FormDialog';
import { MovedNote } from '../../components/MovedNote';
import { useAct } from '../../components/useAct';
import { useBase } from '../../components/useBase';
import { useT } from '../../i18n';
import { TrunkFields } from './TrunkFields';
import { settingsOf, useTrunkForm } from './useTrunkForm';
import { purposeOf } from './words';

/** Props of {@link NewTrunkDialog}. */
export interface NewTrunkDialogProps {
  onMade: (trunk: Trunk) => void;
  onClose: () => void;
}

/** Sets a trunk up. Draw it only while it is open. */
export function NewTrunkDialog({ onMade, onClose }: NewTrunkDialogProps) {
  const t = useT();
  const form = useTrunkForm();
  const { typed } = form;
  const add = useAct(
    () =>
      api.addTrunk({
        settings: settingsOf(typed),
        ...(typed.secret === '' ? {} : { secret: typed.secret }),
        ...(typed.transport !== 'tls' || typed.tlsKey.trim() === '' ? {} : { tls_key: typed.tlsKey }),
      }),
    // A problem is said at its field.
    { onDone: onMade, onProblem: () => undefined },
  );
  return (
    <FormDialog
      title={t('trunks.add')}
      submit={t('trunks.add.submit')}
      isPending={add.isPending}
      problem={add.problem}
      onClose={onClose}
      onSubmit={() => add.run()}
      wide
    >
      <TrunkFields form={form} problem={add.problem} secret="none" tlsKey="none" />
    </FormDialog>
  );
}

/** Props of {@link EditTrunkDialog}. */
export interface EditTrunkDialogProps {
  trunk: Trunk;
  onSaved: (trunk: Trunk) => void;
  onClose: () => void;
}

/** Changes a trunk. Draw it only while it is open. */
export function EditTrunkDialog({ trunk, onSaved, onClose }: EditTrunkDialogProps) {
  const t = useT();
  const form = useTrunkForm(trunk);
  const { typed } = form;
  const [asksBack, setAsksBack] = useState<string | null>(null);
  const base = useBase(trunk, async () => (await api.trunks()).find(({ id }) => id === trunk.id) ?? trunk);
  const save = useAct(
    (isMeant: boolean) => {
      const edit: TrunkEdit = { settings: settingsOf(typed) };
      if (typed.secret !== '') edit.secret = typed.secret;
      else if (typed.user.trim() === '') edit.secret = null;
      if (typed.transport === 'tls' && typed.tlsKey.trim() !== '') edit.tls_key = typed.tlsKey;
      return api.editTrunk(trunk.id, edit, base.thing.version, isMeant);
    },
    {
      onDone: onSaved,
      onProblem: (problem) => {
        if (problem.code === 'needs_confirmation') setAsksBack(problem.message);
        else base.onProblem(problem);
      },
    },
  );
  const problem = save.problem?.code === 'needs_confirmation' ? null : save.problem;
  return (
    <>
      <FormDialog
        title={t('trunks.edit.title', { name: trunk.settings.name })}
        submit={t('trunks.edit.submit')}
        isPending={save.isPending}
        problem={problem}
        onClose={onClose}
        onSubmit={() => save.run(false)}
        wide
      >
        {base.isMoved ? (
          <MovedNote
            facts={[
              { name: t('trunks.name'), value: base.thing.settings.name },
              { name: t('trunks.host'), value: purposeOf(t, base.thing) },
            ]}
          />
        ) : null}
        <TrunkFields form={form} problem={problem} secret={trunk.secret} tlsKey={trunk.tls_key} />
      </FormDialog>
      <AlertDialog
        title={t('trunks.last.title')}
        confirm={t('trunks.edit.submit')}
        isDangerous
        isOpen={asksBack !== null}
        isPending={save.isPending}
        onCancel={() => setAsksBack(null)}
        onConfirm={() => {
          setAsksBack(null);
          save.run(true);
        }}
      >
        {asksBack}
      </AlertDialog>
    </>
  );
}
