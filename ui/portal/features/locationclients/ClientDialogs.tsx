import { TextField } from '@shared/components/TextField';
import { useState } from 'react';
import { api } from '../../api/endpoints';
import type { Problem } from '../../api/problem';
import type { LocationClient, LocationClientCredentials } from '../../api/types';
import { FormDialog } from '../../components/FormDialog';
import { MovedNote } from '../../components/MovedNote';
import { useAct } from '../../components/useAct';
import { useBase } from '../../components/useBase';
import { useT } from '../../i18n';
import { wordsIn } from '../policies/words';

/** Props of {@link NewClientDialog}. */
export interface NewClientDialogProps {
  onMade: (credentials: LocationClientCredentials) => void;
  onClose: () => void;
}

/** Asks what a new client is called, and which private networks it may ask about. Draw it only while it is open. */
export function NewClientDialog({ onMade, onClose }: NewClientDialogProps) {
  const t = useT();
  const fields = useFields({ name: '', networks: [] });
  // A problem is said at the field.
  const add = useAct(() => api.addLocationClient(fields.typed), { onDone: onMade, onProblem: () => undefined });
  return (
    <FormDialog
      title={t('location_clients.add')}
      submit={t('location_clients.add.submit')}
      isPending={add.isPending}
      problem={add.problem}
      onClose={onClose}
      onSubmit={() => {
        if (fields.isComplete()) add.run();
      }}
    >
      <Fields fields={fields} problem={add.problem} />
    </FormDialog>
  );
}

/** Props of {@link EditClientDialog}. */
export interface EditClientDialogProps {
  client: LocationClient;
  onSaved: (client: LocationClient) => void;
  onClose: () => void;
}

/** Changes what a client is called, and which private networks it may ask about. Draw it only while it is open. */
export function EditClientDialog({ client, onSaved, onClose }: EditClientDialogProps) {
  const t = useT();
  const fields = useFields(client);
  const base = useBase(client, async () => {
    const now = (await api.locationClients()).find(({ id }) => id === client.id);
    return now ?? client;
  });
  const save = useAct(() => api.setLocationClient(client.id, fields.typed, base.thing.version), {
    onDone: onSaved,
    onProblem: base.onProblem,
  });
  return (
    <FormDialog
      title={t('location_clients.edit.title', { name: client.name })}
      submit={t('location_clients.edit.submit')}
      isPending={save.isPending}
      problem={save.problem}
      onClose={onClose}
      onSubmit={() => {
        if (fields.isComplete()) save.run();
      }}
    >
      {base.isMoved ? (
        <MovedNote
          facts={[
            { name: t('location_clients.name'), value: base.thing.name },
            {
              name: t('location_clients.networks'),
              value: base.thing.networks.join(', ') || t('location_clients.networks.none'),
            },
          ]}
        />
      ) : null}
      <Fields fields={fields} problem={save.problem} />
    </FormDialog>
  );
}

/** What is typed of a client. */
function useFields(client: { name: string; networks: readonly string[] }) {
  const [name, setName] = useState(client.name);
  const [networks, setNetworks] = useState(client.networks.join('\n'));
  const [isMissing, setIsMissing] = useState(false);
  const isComplete = () => {
    setIsMissing(name.trim() === '');
    return name.trim() !== '';
  };
  return { name, setName, networks, setNetworks, isMissing, isComplete, typed: { name: name.trim(), networks: wordsIn(networks) } };
}

function Fields({ fields, problem }: { fields: ReturnType<typeof useFields>; problem: Problem | null }) {
  const t = useT();
  const said = problem?.fields ?? {};
  const ofNetworks = Object.entries(said).find(([path]) => path.startsWith('networks'))?.[1];
  return (
    <>
      <TextField
        label={t('location_clients.name')}
        help={t('location_clients.name.help')}
        value={fields.name}
        onChange={fields.setName}
        maxLength={120}
        isRequired
        error={fields.isMissing ? t('field.required', { label: t('location_clients.name') }) : said.name}
      />
      <TextField
        label={t('location_clients.networks')}
        help={t('location_clients.networks.help')}
        value={fields.networks}
        onChange={fields.setNetworks}
        placeholder="10.4.0.0/16"
        multiline
        optional
        error={ofNetworks}
      />
    </>
  );
}
