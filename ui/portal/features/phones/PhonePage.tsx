import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { AlertDialog } from '@shared/components/AlertDialog';
import { Button } from '@shared/components/Button';
import { EmptyState } from '@shared/components/EmptyState';
import { KeyValueList } from '@shared/components/KeyValueList';
import { toasts } from '@shared/components/toasts';
import { useState } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import type { CommonAreaPhoneDetail } from '../../api/types';
import { Loaded } from '../../components/Loaded';
import text from '../../components/text.module.css';
import { useAct } from '../../components/useAct';
import { usePhoneNumber } from '../../components/usePhoneNumber';
import { useSites } from '../../components/useSites';
import { useT } from '../../i18n';
import { Page, Section } from '../../layout/Page';
import styles from '../delegation/Delegation.module.css';
import { DelegationCard } from '../delegation/DelegationCard';
import { Leaving } from '../delegation/Leaving';
import { useChosen } from '../delegation/useChosen';
import { useDelegationActs } from '../delegation/useDelegationActs';
import { DeskPhonesOf } from '../deskphones/DeskPhonesOf';
import { PhoneDialog } from './PhoneDialog';

function Delegations({ phone }: { phone: CommonAreaPhoneDetail }) {
  const t = useT();
  const { sites } = useSites();
  const hasSites = sites.length > 1;
  const [leaving, setLeaving] = useChosen(phone.acts_for);
  const acts = useDelegationActs(() => setLeaving(null));
  const { act, isPending } = acts;
  const requests = phone.acts_for.filter(({ state }) => state === 'invited');
  const active = phone.acts_for.filter(({ state }) => state === 'active');
  return (
    <>
      {requests.length === 0 ? null : (
        <Section title={t('phone.requests')} note={t('phone.requests.note')}>
          <ul className={styles.list} aria-label={t('phone.requests')}>
            {requests.map((delegation) => {
              const { name } = delegation.delegator;
              return (
                <DelegationCard
                  key={delegation.id}
                  delegation={delegation}
                  side="delegator"
                  hasSites={hasSites}
                  isLink
                  actions={
                    <>
                      <Button kind="primary" icon="check" isDisabled={isPending} aria-label={t('delegating.accept.label', { name })} onPress={() => act(delegation, 'accept')}>
                        {t('delegating.accept')}
                      </Button>
                      <Button isDisabled={isPending} aria-label={t('delegating.decline.label', { name })} onPress={() => act(delegation, 'decline')}>
                        {t('delegating.decline')}
                      </Button>
                    </>
                  }
                />
              );
            })}
          </ul>
        </Section>
      )}
      <Section title={t('phone.acts_for')}>
        {active.length === 0 ? (
          <EmptyState title={t('phone.acts_for.none.title')} icon="phone">
            {t('phone.acts_for.none.meaning')}
          </EmptyState>
        ) : (
          <ul className={styles.list} aria-label={t('phone.acts_for')}>
            {active.map((delegation) => (
              <DelegationCard
                key={delegation.id}
                delegation={delegation}
                side="delegator"
                hasSites={hasSites}
                isLink
                actions={
                  <Button aria-label={t('lines.end.label', { delegator: delegation.delegator.name })} onPress={() => setLeaving(delegation)}>
                    {t('delegation.end')}
                  </Button>
                }
              />
            ))}
          </ul>
        )}
      </Section>
      {leaving === null ? null : <Leaving delegation={leaving} acts={acts} onClose={() => setLeaving(null)} />}
    </>
  );
}

function Phone({ phone }: { phone: CommonAreaPhoneDetail }) {
  const t = useT();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { sites, administered } = useSites();
  const [isEditing, setIsEditing] = useState(false);
  const [isLeaving, setIsLeaving] = useState(false);
  const remove = useAct(() => api.deletePhone(phone.id, phone.version), {
    onDone: async () => {
      toasts.show({ text: t('phone.deleted', { name: phone.name }) });
      await navigate({ to: '/users/phones' });
      client.removeQueries({ queryKey: keys.phone(phone.id) });
      await client.invalidateQueries({ queryKey: [keys.lines] });
    },
  });
  const shown = usePhoneNumber();
  const facts = [
    ...(sites.length > 1 ? [{ name: t('users.site'), value: phone.site_name }] : []),
    { name: t('extension'), value: phone.extension ?? t('none') },
    { name: t('numbers.title'), value: phone.numbers.length === 0 ? t('none') : phone.numbers.map(shown).join(', ') },
    { name: t('phones.mac'), value: <code>{phone.mac}</code> },
  ];
  return (
    <Page
      title={phone.name}
      note={t('delegation.phone')}
      actions={
        <div className={text.row}>
          <Button icon="edit" onPress={() => setIsEditing(true)}>
            {t('users.edit')}
          </Button>
          <Button icon="trash" onPress={() => setIsLeaving(true)}>
            {t('phone.delete')}
          </Button>
        </div>
      }
    >
      <p>
        <Link to="/users/phones">{t('phone.back')}</Link>
      </p>
      <KeyValueList facts={facts} />
      <DeskPhonesOf owner={{ kind: 'phone', id: phone.id }} note={t('deskphones.note.phone')} />
      <Delegations phone={phone} />
      {isEditing ? <PhoneDialog phone={phone} sites={administered} onClose={() => setIsEditing(false)} /> : null}
      <AlertDialog
        title={t('phone.delete.title', { name: phone.name })}
        confirm={t('phone.delete')}
        isDangerous
        isOpen={isLeaving}
        isPending={remove.isPending}
        onCancel={() => setIsLeaving(false)}
        onConfirm={() => remove.run()}
      >
        {t('phone.delete.meaning', { delegations: phone.acts_for.length, numbers: phone.numbers.length })}
      </AlertDialog>
    </Page>
  );
}

/** One common area phone, with the requests to it and the lines on which it acts. */
export function PhonePage() {
  const { id } = useParams({ from: '/shell/administration/users/phones/$id' });
  const query = useQuery({ queryKey: keys.phone(id), queryFn: ({ signal }) => api.phone(id, signal) });
  return (
    <Loaded query={query} lines={6}>
      {(phone) => <Phone key={id} phone={phone} />}
    </Loaded>
  );
}
