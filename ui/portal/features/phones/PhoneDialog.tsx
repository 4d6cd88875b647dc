import { useQueryClient } from '@tanstack/react-query';
import { Select } from '@shared/components/Select';
import { TextField } from '@shared/components/TextField';
import { toasts } from '@shared/components/toasts';
import { useState } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import type { CommonAreaPhone, Site } from '../../api/types';
import { FormDialog } from '../../components/FormDialog';
import { MovedNote } from '../../components/MovedNote';
import { useAct } from '../../components/useAct';
import { useBase } from '../../components/useBase';
import { useT } from '../../i18n';

/** Props of {@link PhoneDialog}. */
export interface PhoneDialogProps {
  /** Null to add one. */
  phone: CommonAreaPhone | null;
  /** Those that the reader administers. */
  sites: readonly Site[];
  onClose: () => void;
  onSaved?: (phone: CommonAreaPhone) => void;
}

/** Adds a common area phone, or changes one. Draw it only while it is open. */
export function PhoneDialog({ phone, sites, onClose, onSaved }: PhoneDialogProps) {
  const t = useT();
  const client = useQueryClient();
  const [name, setName] = useState(phone?.name ?? '');
  const [site, setSite] = useState<string | null>(phone?.site ?? (sites.length === 1 ? (sites[0]?.id ?? null) : null));
  const [extension, setExtension] = useState(phone?.extension ?? '');
  const [mac, setMac] = useState(phone?.mac ?? '');
  const [missing, setMissing] = useState<Record<string, string>>({});
  const base = useBase<CommonAreaPhone | null>(phone, () => (phone === null ? Promise.resolve(null) : api.phone(phone.id)));
  const save = useAct(
    () => {
      const body = { name: name.trim(), site: site ?? '', extension: extension.trim() === '' ? null : extension.trim(), mac: mac.trim() };
      return base.thing === null ? api.addPhone(body) : api.editPhone(base.thing.id, { ...body, version: base.thing.version });
    },
    {
      onDone: async (saved) => {
        toasts.show({ text: t('phones.saved', { name: saved.name }) });
        await client.invalidateQueries({ queryKey: [keys.lines] });
        onClose();
        onSaved?.(saved);
      },
      onProblem: base.onProblem,
    },
  );
  const submit = () => {
    const found: Record<string, string> = {};
    const needed = (label: string) => t('field.required', { label });
    if (name.trim() === '') found.name = needed(t('phones.name'));
    if (site === null) found.site = needed(t('users.site'));
    if (mac.trim() === '') found.mac = needed(t('phones.mac'));
    setMissing(found);
    if (Object.keys(found).length === 0) save.run();
  };
  const errorOf = (field: string) => missing[field] ?? save.problem?.fields[field];
  return (
    <FormDialog
      title={phone === null ? t('phones.add') : t('phones.edit.title', { name: phone.name })}
      submit={t('common.save')}
      isPending={save.isPending}
      problem={save.problem}
      onClose={onClose}
      onSubmit={submit}
    >
      {base.isMoved && base.thing !== null ? (
        <MovedNote
          facts={[
            { name: t('phones.name'), value: base.thing.name },
            { name: t('users.site'), value: base.thing.site_name },
            { name: t('extension'), value: base.thing.extension ?? t('none') },
            { name: t('phones.mac'), value: base.thing.mac },
          ]}
        />
      ) : null}
      <TextField
        label={t('phones.name')}
        help={t('phones.name.help')}
        value={name}
        onChange={setName}
        isRequired
        maxLength={120}
        autoComplete="off"
        error={errorOf('name')}
      />
      <Select
        label={t('users.site')}
        items={sites.map((each) => ({ id: each.id, name: each.name }))}
        value={site}
        onChange={(id) => setSite(String(id))}
        error={errorOf('site')}
      />
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
      <TextField
        label={t('phones.mac')}
        help={t('phones.mac.help')}
        value={mac}
        onChange={setMac}
        isRequired
        maxLength={32}
        autoComplete="off"
        spellCheck="false"
        error={errorOf('mac')}
      />
    </FormDialog>
  );
}
