import { useQuery, useQueryClient } from '@tanstack/react-query';
import { AlertDialog } from '@shared/components/AlertDialog';
import { Button } from '@shared/components/Button';
import { EmptyState } from '@shared/components/EmptyState';
import { Menu } from '@shared/components/Menu';
import { Notice } from '@shared/components/Notice';
import { RelativeTime } from '@shared/components/RelativeTime';
import { StatusBadge } from '@shared/components/StatusBadge';
import { toasts } from '@shared/components/toasts';
import { useState } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import { administersAccount, useView } from '../../api/session';
import type { Trunk, TrunkCheck } from '../../api/types';
import { Card, Cards } from '../../components/Cards';
import { Loaded } from '../../components/Loaded';
import text from '../../components/text.module.css';
import { useAct } from '../../components/useAct';
import { useT } from '../../i18n';
import { Forbidden } from '../../layout/AdministrationOnly';
import { Page } from '../../layout/Page';
import { PoliciesPages } from '../../layout/SubNavigation';
import { CheckDialog } from './CheckDialog';
import { EditTrunkDialog, NewTrunkDialog } from './TrunkDialogs';
import { meaningOf, purposeOf, statusOf } from './words';

/** How often it is asked how the trunks are. */
const EVERY = 5_000;

function Trunks() {
  const t = useT();
  const client = useQueryClient();
  const query = useQuery({
    queryKey: keys.trunks,
    queryFn: ({ signal }) => api.trunks(signal),
    refetchInterval: EVERY,
  });
  const [isAdding, setIsAdding] = useState(false);
  const [editing, setEditing] = useState<Trunk | null>(null);
  const [leaving, setLeaving] = useState<{ trunk: Trunk; asksBack: string | null } | null>(null);
  const [checking, setChecking] = useState<string | null>(null);
  const [checked, setChecked] = useState<{ trunk: Trunk; check: TrunkCheck } | null>(null);
  const changed = () => client.invalidateQueries({ queryKey: keys.trunks });
  const remove = useAct(
    ({ trunk, isMeant }: { trunk: Trunk; isMeant: boolean }) => api.deleteTrunk(trunk.id, trunk.version, isMeant),
    {
      onDone: async (_, { trunk }) => {
        setLeaving(null);
        toasts.show({ text: t('trunks.removed', { name: trunk.settings.name }) });
        await changed();
      },
      onProblem: (problem, { trunk }) => {
        if (problem.code === 'needs_confirmation') {
          setLeaving({ trunk, asksBack: problem.message });
          return;
        }
        setLeaving(null);
        toasts.show({ status: 'unavailable', text: problem.message });
        void changed();
      },
    },
  );
  const check = useAct((trunk: Trunk) => api.checkTrunk(trunk.id), {
    onDone: async (came, trunk) => {
      setChecked({ trunk, check: came });
      await changed();
    },
  });
  const add = (
    <Button kind="primary" icon="plus" onPress={() => setIsAdding(true)}>
      {t('trunks.add')}
    </Button>
  );
  return (
    <Page title={t('trunks.title')} note={t('trunks.note')} actions={add}>
      <PoliciesPages />
      <Loaded query={query}>
        {(trunks) =>
          trunks.length === 0 ? (
            <EmptyState title={t('trunks.empty.title')} icon="phone">
              {t('trunks.empty.meaning')}
            </EmptyState>
          ) : (
            <>
              {trunks.some(leadsToEmergencyServices) ? null : <Notice icon="alert">{t('trunks.no_emergency')}</Notice>}
              <Cards label={t('trunks.title')}>
                {trunks.map((trunk) => (
                  <TrunkCard
                    key={trunk.id}
                    trunk={trunk}
                    isChecking={check.isPending && checking === trunk.id}
                    onCheck={() => {
                      setChecking(trunk.id);
                      check.run(trunk);
                    }}
                    onEdit={() => setEditing(trunk)}
                    onRemove={() => setLeaving({ trunk, asksBack: null })}
                  />
                ))}
              </Cards>
            </>
          )
        }
      </Loaded>
      {isAdding ? (
        <NewTrunkDialog
          onMade={({ settings }) => {
            setIsAdding(false);
            toasts.show({ text: t('trunks.added', { name: settings.name }) });
            void changed();
          }}
          onClose={() => setIsAdding(false)}
        />
      ) : null}
      {editing === null ? null : (
        <EditTrunkDialog
          trunk={editing}
          onSaved={({ settings }) => {
            setEditing(null);
            toasts.show({ text: t('trunks.saved', { name: settings.name }) });
            void changed();
          }}
          onClose={() => setEditing(null)}
        />
      )}
      {checked === null ? null : <CheckDialog {...checked} onClose={() => setChecked(null)} />}
      <AlertDialog
        title={t('trunks.remove.title', { name: leaving?.trunk.settings.name ?? '' })}
        confirm={t('trunks.remove')}
        isDangerous
        isOpen={leaving !== null}
        isPending={remove.isPending}
        onCancel={() => setLeaving(null)}
        onConfirm={() => {
          if (leaving !== null) remove.run({ trunk: leaving.trunk, isMeant: leaving.asksBack !== null });
        }}
      >
        {leaving?.asksBack ?? t('trunks.remove.meaning')}
      </AlertDialog>
    </Page>
  );
}

function leadsToEmergencyServices({ settings }: Trunk): boolean {
  return settings.emergency !== undefined && settings.emergency !== null && settings.emergency.screening !== true;
}

interface TrunkCardProps {
  trunk: Trunk;
  isChecking: boolean;
  onCheck: () => void;
  onEdit: () => void;
  onRemove: () => void;
}

function TrunkCard({ trunk, isChecking, onCheck, onEdit, onRemove }: TrunkCardProps) {
  const t = useT();
  const { name } = trunk.settings;
  const { state } = trunk;
  return (
    <Card
      level={2}
      title={name}
      badge={<StatusBadge status={statusOf(state)}>{t(`trunks.state.${state.status}`)}</StatusBadge>}
      actions={
        <>
          <Button isPending={isChecking} onPress={onCheck} aria-label={t('trunks.check.of', { name })}>
            {t('trunks.check.now')}
          </Button>
          {trunk.is_fixed ? null : (
            <Menu
              label={t('users.actions', { name })}
              actions={[
                { id: 'edit', name: t('trunks.edit'), icon: 'edit', onAction: onEdit },
                { id: 'remove', name: t('trunks.remove'), icon: 'trash', isDangerous: true, onAction: onRemove },
              ]}
            />
          )}
        </>
      }
    >
      <p>{purposeOf(t, trunk)}</p>
      <p className={text.muted}>
        {meaningOf(t, state)} {t.rich('trunks.since', { since: <RelativeTime key="since" at={state.since} /> })}
      </p>
      {state.addresses.length === 0 ? null : <p className={text.muted}>{t('trunks.addresses', { addresses: state.addresses.join(', ') })}</p>}
      {trunk.secret === 'unreadable' || trunk.tls_key === 'unreadable' ? <Notice icon="alert">{t('trunks.secret.unreadable')}</Notice> : null}
      {trunk.is_fixed ? <p className={text.muted}>{t('trunks.fixed')}</p> : null}
    </Card>
  );
}

/** The ways to the public network. They are the account's to say. */
export function TrunksPage() {
  const { me } = useView();
  return administersAccount(me.roles) ? <Trunks /> : <Forbidden />;
}
