import { useQueryClient } from '@tanstack/react-query';
import { Checkbox } from '@shared/components/Checkbox';
import { Select } from '@shared/components/Select';
import { TextField } from '@shared/components/TextField';
import { toasts } from '@shared/components/toasts';
import { useState } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import { administersAccount, useView } from '../../api/session';
import type { Roles, Site, User } from '../../api/types';
import { FormDialog } from '../../components/FormDialog';
import { MovedNote } from '../../components/MovedNote';
import { useAct } from '../../components/useAct';
import { useBase } from '../../components/useBase';
import { useT } from '../../i18n';
import { useRoleWords } from './useRoleWords';

/** Fewest characters of a password. */
const PASSWORD_MIN = 12;

const NOBODY = 'none';
const ACCOUNT = 'account';

/** Adds a user, or changes one. Draw it only while it is open. */
export function UserDialog({ user, sites, onClose }: { user: User | null; sites: readonly Site[]; onClose: () => void }) {
  const t = useT();
  const client = useQueryClient();
  const { me } = useView();
  const [name, setName] = useState(user?.name ?? '');
  const [email, setEmail] = useState(user?.email ?? '');
  const [password, setPassword] = useState('');
  const [site, setSite] = useState(user?.site ?? me.site);
  const given = user?.roles.administrator;
  const [administers, setAdministers] = useState(given?.of === 'site' ? given.site : (given?.of ?? NOBODY));
  const [extension, setExtension] = useState(user?.extension ?? '');
  const [isSafety, setIsSafety] = useState(user?.roles.safety_team ?? false);
  const [isLicensed, setIsLicensed] = useState(user?.licensed ?? true);
  const [isActive, setIsActive] = useState(user?.active ?? true);
  const [missing, setMissing] = useState<Record<string, string>>({});
  const roleWords = useRoleWords();
  const base = useBase<User | null>(user, () => (user === null ? Promise.resolve(null) : api.user(user.id)));
  const mayGiveRoles = administersAccount(me.roles);

  const save = useAct(
    () => {
      const roles: Roles = {
        administrator: administers === NOBODY ? null : administers === ACCOUNT ? { of: 'account' } : { of: 'site', site: administers },
        safety_team: isSafety,
      };
      const common = {
        name: name.trim(),
        site,
        roles,
        licensed: isLicensed,
        extension: extension.trim() === '' ? null : extension.trim(),
      };
      return base.thing === null
        ? api.addUser({ ...common, email: email.trim(), password })
        : api.editUser(base.thing.id, { ...common, active: isActive, version: base.thing.version });
    },
    {
      onDone: async (saved) => {
        toasts.show({ text: t('users.saved', { name: saved.name }) });
        await client.invalidateQueries({ queryKey: keys.allUsers });
        await client.invalidateQueries({ queryKey: [keys.lines] });
        onClose();
      },
      onProblem: base.onProblem,
    },
  );
  const submit = () => {
    const found: Record<string, string> = {};
    if (name.trim() === '') found.name = t('field.required', { label: t('users.name') });
    if (user === null && email.trim() === '') found.email = t('field.required', { label: t('session.email') });
    if (user === null && password.length < PASSWORD_MIN) found.password = t('users.password.short', { count: PASSWORD_MIN });
    setMissing(found);
    if (Object.keys(found).length === 0) save.run();
  };
  const errorOf = (field: string) => missing[field] ?? save.problem?.fields[field];
  const siteChoices = sites.map((each) => ({ id: each.id, name: each.name }));

  return (
    <FormDialog
      title={user === null ? t('users.add') : t('users.edit.title', { name: user.name })}
      submit={t('common.save')}
      isPending={save.isPending}
      problem={save.problem}
      onClose={onClose}
      onSubmit={submit}
    >
      {base.isMoved && base.thing !== null ? (
        <MovedNote
          facts={[
            { name: t('users.name'), value: base.thing.name },
            { name: t('users.site'), value: sites.find(({ id }) => id === base.thing?.site)?.name ?? '' },
            { name: t('users.roles'), value: roleWords(base.thing.roles) },
            { name: t('extension'), value: base.thing.extension ?? t('none') },
            { name: t('users.licence'), value: t(base.thing.licensed ? 'users.licensed' : 'users.unlicensed') },
            { name: t('users.active'), value: t(base.thing.active ? 'yes' : 'no') },
          ]}
        />
      ) : null}
      <TextField label={t('users.name')} value={name} onChange={setName} isRequired maxLength={120} autoComplete="off" error={errorOf('name')} />
      {user === null ? (
        <>
          <TextField
            label={t('session.email')}
            type="email"
            value={email}
            onChange={setEmail}
            isRequired
            maxLength={254}
            autoComplete="off"
            error={errorOf('email')}
          />
          <TextField
            label={t('users.password')}
            help={t('users.password.help', { count: PASSWORD_MIN })}
            type="password"
            value={password}
            onChange={setPassword}
            isRequired
            maxLength={1024}
            autoComplete="new-password"
            error={errorOf('password')}
          />
        </>
      ) : null}
      <Select label={t('users.site')} items={siteChoices} value={site} onChange={(id) => setSite(String(id))} error={errorOf('site')} />
      <TextField
        label={t('extension')}
        help={t('extension.help')}
        optional
        inputMode="numeric"
        value={extension}
        onChange={setExtension}
        maxLength={8}
        autoComplete="off"
        error={errorOf('extension')}
      />
      {mayGiveRoles ? (
        <Select
          label={t('users.administers')}
          items={[
            { id: NOBODY, name: t('users.administers.none') },
            { id: ACCOUNT, name: t('role.account') },
            ...sites.map((each) => ({ id: each.id, name: t('role.site', { site: each.name }) })),
          ]}
          value={administers}
          onChange={(id) => setAdministers(String(id))}
          error={errorOf('roles') ?? errorOf('roles.administrator')}
        />
      ) : null}
      <Checkbox isSelected={isSafety} onChange={setIsSafety} help={t('role.safety_team.help')}>
        {t('role.safety_team')}
      </Checkbox>
      <Checkbox isSelected={isLicensed} onChange={setIsLicensed} help={t('users.licence.help')}>
        {t('users.licence')}
      </Checkbox>
      {user === null ? null : (
        <Checkbox isSelected={isActive} onChange={setIsActive} help={t('users.active.help')}>
          {t('users.active')}
        </Checkbox>
      )}
    </FormDialog>
  );
}
