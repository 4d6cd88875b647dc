import { useQueryClient } from '@tanstack/react-query';
import { Checkbox } from '@shared/components/Checkbox';
import { IconButton } from '@shared/components/IconButton';
import { TextField } from '@shared/components/TextField';
import { toasts } from '@shared/components/toasts';
import { useState } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import type { MonitoringGroup, MonitoringSettings } from '../../api/types';
import { FormDialog } from '../../components/FormDialog';
import { MovedNote } from '../../components/MovedNote';
import { PartySearch } from '../../components/PartySearch';
import { useAct } from '../../components/useAct';
import { useBase } from '../../components/useBase';
import { useT } from '../../i18n';
import styles from './Groups.module.css';
import { rights, useRightsWords } from './rights';

const usual: MonitoringSettings = { listen: true, whisper: false, barge: false, take_over: false, announce: true };

/** Adds a monitoring group, or changes one. Draw it only while it is open. */
export function GroupDialog({ group, onClose }: { group: MonitoringGroup | null; onClose: () => void }) {
  const t = useT();
  const client = useQueryClient();
  const rightsWords = useRightsWords();
  const [name, setName] = useState(group?.name ?? '');
  const [members, setMembers] = useState(group?.members ?? []);
  const [settings, setSettings] = useState(group?.settings ?? usual);
  const [missing, setMissing] = useState<Record<string, string>>({});
  // The search is drawn anew for each member that was added.
  const [added, setAdded] = useState(0);
  const base = useBase<MonitoringGroup | null>(group, async () => {
    const all = await api.groups();
    return all.find(({ id }) => id === group?.id) ?? null;
  });
  const save = useAct(
    () => {
      const body = { name: name.trim(), members: members.map(({ user }) => user), settings };
      return base.thing === null ? api.addGroup(body) : api.editGroup(base.thing.id, { ...body, version: base.thing.version });
    },
    {
      onDone: async (saved) => {
        toasts.show({ text: t('groups.saved', { name: saved.name }) });
        await client.invalidateQueries({ queryKey: [keys.lines] });
        onClose();
      },
      onProblem: base.onProblem,
    },
  );
  const submit = () => {
    const found: Record<string, string> = {};
    if (name.trim() === '') found.name = t('field.required', { label: t('groups.name') });
    if (members.length === 0) found.members = t('groups.members.none');
    if (!rights.some((right) => settings[right])) found.settings = t('groups.settings.none');
    setMissing(found);
    if (Object.keys(found).length === 0) save.run();
  };
  const errorOf = (field: string) => missing[field] ?? save.problem?.fields[field];
  const settingsProblem = errorOf('settings');
  return (
    <FormDialog
      title={group === null ? t('groups.add') : t('groups.edit.title', { name: group.name })}
      submit={t('common.save')}
      isPending={save.isPending}
      problem={save.problem}
      onClose={onClose}
      onSubmit={submit}
    >
      {base.isMoved && base.thing !== null ? (
        <MovedNote
          facts={[
            { name: t('groups.name'), value: base.thing.name },
            { name: t('groups.members'), value: base.thing.members.map((member) => member.name).join(', ') },
            { name: t('groups.settings'), value: rightsWords(base.thing.settings) },
          ]}
        />
      ) : null}
      <TextField label={t('groups.name')} value={name} onChange={setName} isRequired maxLength={120} autoComplete="off" error={errorOf('name')} />
      <div className={styles.stack}>
        <PartySearch
          key={added}
          label={t('groups.members.add')}
          help={t('groups.members.help')}
          isUsersOnly
          value={null}
          error={errorOf('members')}
          onChange={(party) => {
            if (party === null) return;
            setAdded(added + 1);
            if (!members.some(({ user }) => user === party.who.id)) setMembers([...members, { user: party.who.id, name: party.name }]);
          }}
        />
        <ul className={styles.members} aria-label={t('groups.members')}>
          {members.map(({ user, name: who }) => (
            <li key={user} className={styles.member}>
              <span>{who}</span>
              <IconButton
                icon="close"
                label={t('groups.members.remove', { name: who })}
                onPress={() => setMembers(members.filter((each) => each.user !== user))}
              />
            </li>
          ))}
        </ul>
      </div>
      <fieldset className={styles.rights}>
        <legend>{t('groups.settings')}</legend>
        {rights.map((right) => (
          <Checkbox
            key={right}
            isSelected={settings[right]}
            onChange={(isOn) => setSettings({ ...settings, [right]: isOn })}
            help={t(`groups.right.${right}.help`)}
          >
            {t(`groups.right.${right}`)}
          </Checkbox>
        ))}
        <p role="alert" className={styles.problem}>
          {settingsProblem}
        </p>
      </fieldset>
      <Checkbox
        isSelected={settings.announce}
        onChange={(announce) => setSettings({ ...settings, announce })}
        help={t('groups.announce.help')}
      >
        {t('groups.announce')}
      </Checkbox>
    </FormDialog>
  );
}
