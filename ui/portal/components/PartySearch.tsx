import type { ChoiceItem } from '@shared/components/Choice';
import { ComboBox } from '@shared/components/ComboBox';
import { useCallback } from 'react';
import { api } from '../api/endpoints';
import type { DelegateId } from '../api/types';
import { useT } from '../i18n';

/** How many of each kind a search offers. */
const OFFERED = 15;

/** Somebody or something that was found. */
export interface Party {
  who: DelegateId;
  name: string;
}

/** Props of {@link PartySearch}. */
export interface PartySearchProps {
  label: string;
  help?: string;
  error?: string | undefined;
  optional?: boolean;
  /** Users alone, not common area phones. */
  isUsersOnly?: boolean;
  value: Party | null;
  onChange: (party: Party | null) => void;
}

const keyOf = ({ kind, id }: DelegateId) => `${kind}:${id}`;

function whoOf(key: string): DelegateId {
  const [kind, id = ''] = key.split(':');
  return kind === 'phone' ? { kind, id } : { kind: 'user', id };
}

/** A user or a common area phone that the reader administers, found by words. */
export function PartySearch({ label, help, error, optional = false, isUsersOnly = false, value, onChange }: PartySearchProps) {
  const t = useT();
  const search = useCallback(
    async (q: string, signal: AbortSignal): Promise<ChoiceItem[]> => {
      const [users, phones] = await Promise.all([
        api.users({ q, limit: OFFERED }, signal),
        isUsersOnly ? undefined : api.phones({ q, limit: OFFERED }, signal),
      ]);
      const people = users.items.map((user) => ({
        id: keyOf({ kind: 'user', id: user.id }),
        name: user.name,
        detail: [user.email, user.extension].filter(Boolean).join(', '),
        icon: 'user' as const,
      }));
      const rooms = (phones?.items ?? []).map((phone) => ({
        id: keyOf({ kind: 'phone', id: phone.id }),
        name: phone.name,
        detail: [t('delegation.phone'), phone.site_name, phone.extension].filter(Boolean).join(', '),
        icon: 'phone' as const,
      }));
      return [...people, ...rooms];
    },
    [isUsersOnly, t],
  );
  return (
    <ComboBox
      label={label}
      {...(help === undefined ? {} : { help })}
      error={error}
      optional={optional}
      value={value === null ? null : keyOf(value.who)}
      {...(value === null ? {} : { valueName: value.name })}
      search={search}
      onChange={(key, item) => onChange(key === null ? null : { who: whoOf(String(key)), name: item?.name ?? '' })}
    />
  );
}
