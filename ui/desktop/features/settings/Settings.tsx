import { AlertDialog } from '@shared/components/AlertDialog';
import { Button } from '@shared/components/Button';
import { KeyValueList } from '@shared/components/KeyValueList';
import { PageHeader } from '@shared/components/PageHeader';
import { RadioGroup } from '@shared/components/RadioGroup';
import { StatusBadge } from '@shared/components/StatusBadge';
import { Switch } from '@shared/components/Switch';
import { useState } from 'react';
import page from '../../components/Page.module.css';
import { ProblemNote } from '../../components/ProblemNote';
import { useT } from '../../i18n';
import { useView } from '../../session';
import type { Settings as Set, View } from '../../types';
import { useAct } from '../../useAct';
import { Devices } from './Devices';
import { PermissionState } from './PermissionState';

/** What the person can set, and who and what this computer is signed in to. */
export function Settings() {
  const t = useT();
  const { permission } = useView();
  return (
    <div className={page.page}>
      <PageHeader title={t('settings.title')} />
      <General />
      <section className={page.section}>
        <h2>{t('permission.title')}</h2>
        <PermissionState permission={permission} />
      </section>
      <KeychainState />
      <Account />
      <Devices />
    </div>
  );
}

const themes = ['system', 'light', 'dark'] as const satisfies readonly Set['theme'][];

/** How the client behaves on this computer. */
function General() {
  const t = useT();
  const { settings } = useView();
  const { act, problem } = useAct();
  const save = (changed: Partial<Set>) => void act({ action: 'save_settings', settings: { ...settings, ...changed } });
  return (
    <section className={page.section}>
      <h2>{t('settings.general')}</h2>
      <Switch
        isSelected={settings.start_at_login ?? true}
        onChange={(isOn) => save({ start_at_login: isOn })}
        help={t('settings.start_at_login.help')}
      >
        {t('settings.start_at_login')}
      </Switch>
      <Switch
        isSelected={settings.notifications ?? true}
        onChange={(isOn) => save({ notifications: isOn })}
        help={t('settings.notifications.help')}
      >
        {t('settings.notifications')}
      </Switch>
      <RadioGroup
        label={t('theme.label')}
        value={settings.theme ?? 'system'}
        onChange={(value) => save({ theme: themes.find((theme) => theme === value) ?? 'system' })}
        options={themes.map((theme) => ({ value: theme, name: t(`theme.${theme}`) }))}
      />
      <ProblemNote problem={problem} />
    </section>
  );
}

/** Where the tokens are kept, and how to mend it. */
function KeychainState() {
  const t = useT();
  const { keychain } = useView();
  const { act, isPending, problem } = useAct();
  return (
    <section className={page.section}>
      <h2>{t('keychain.title')}</h2>
      <StatusBadge status={keychain === 'ready' ? 'settled' : keychain === 'locked' ? 'asks' : 'unavailable'}>
        {t(`keychain.${keychain}`)}
      </StatusBadge>
      <p className={page.muted}>{t(`keychain.${keychain}.meaning`)}</p>
      <ProblemNote problem={problem} />
      {keychain === 'ready' ? null : (
        <Button icon="lock" isPending={isPending} onPress={() => void act({ action: 'unlock_keychain' })}>
          {t(keychain === 'locked' ? 'keychain.unlock' : 'keychain.look_again')}
        </Button>
      )}
    </section>
  );
}

function connectionWords(connection: View['connection']) {
  return `connection.${connection.state}` as const;
}

/** Who is signed in to which server. */
function Account() {
  const t = useT();
  const { me, server, connection } = useView();
  const { act, isPending, problem } = useAct();
  const [isAsking, setIsAsking] = useState(false);
  return (
    <section className={page.section}>
      <h2>{t('account.title')}</h2>
      <KeyValueList
        facts={[
          ...(me == null
            ? []
            : [
                { name: t('account.user'), value: `${me.name} (${me.email})` },
                { name: t('account.organisation'), value: me.account },
                { name: t('account.site'), value: me.site_name },
              ]),
          { name: t('account.server'), value: server ?? t('account.server.none') },
          { name: t('account.connection'), value: t(connectionWords(connection)) },
        ]}
      />
      <ProblemNote problem={problem} />
      <div className={page.actions}>
        <Button icon="external-link" isDisabled={server == null} onPress={() => void act({ action: 'open_portal', path: '/emergency' })}>
          {t('account.portal')}
        </Button>
        <Button icon="logout" onPress={() => setIsAsking(true)}>
          {t('account.sign_out')}
        </Button>
      </div>
      <AlertDialog
        title={t('account.sign_out.title')}
        confirm={t('account.sign_out')}
        isOpen={isAsking}
        isDangerous
        isPending={isPending}
        onConfirm={() => void act({ action: 'sign_out' }).then((done) => (done === null ? undefined : setIsAsking(false)))}
        onCancel={() => setIsAsking(false)}
      >
        <p>{t('account.sign_out.meaning')}</p>
        <ProblemNote problem={problem} />
      </AlertDialog>
    </section>
  );
}
