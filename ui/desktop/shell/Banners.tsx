import { Button } from '@shared/components/Button';
import { useRelativeTime } from '@shared/components/RelativeTime';
import { ProblemNote } from '../components/ProblemNote';
import { useT } from '../i18n';
import { useView } from '../session';
import type { Action } from '../types';
import { useAct } from '../useAct';
import { Banner } from './Banner';

function Mend({ action, children }: { action: Action; children: string }) {
  const { act, isPending, problem } = useAct();
  return (
    <>
      <Button isPending={isPending} onPress={() => void act(action)}>
        {children}
      </Button>
      <ProblemNote problem={problem} />
    </>
  );
}

function Since({ since }: { since: string }) {
  const t = useT();
  return t('offline.since', { when: useRelativeTime(since) });
}

/** Says that tokens cannot be kept, and mends it. */
export function KeychainBanner() {
  const t = useT();
  const { keychain } = useView();
  if (keychain === 'ready') return null;
  return (
    <Banner
      status="asks"
      icon="lock"
      title={t(`keychain.${keychain}`)}
      action={
        <Mend action={{ action: 'unlock_keychain' }}>
          {t(keychain === 'locked' ? 'keychain.unlock' : 'keychain.look_again')}
        </Mend>
      }
    >
      {t(`keychain.${keychain}.meaning`)}
    </Banner>
  );
}

/** Everything that keeps the client from working as it should, the worst first. */
export function Banners() {
  const t = useT();
  const { connection, me } = useView();
  return (
    <div>
      {connection.state === 'signed_out' ? (
        <Banner
          status="unavailable"
          icon="logout"
          title={t('signed_out.title')}
          action={<Mend action={{ action: 'sign_in' }}>{t('signed_out.sign_in')}</Mend>}
        >
          {t('signed_out.meaning')}
        </Banner>
      ) : null}
      {connection.state === 'offline' ? (
        <Banner
          status="asks"
          icon="offline"
          title={t('offline.title')}
          action={<Mend action={{ action: 'retry_connection' }}>{t('common.retry')}</Mend>}
        >
          {connection.since == null ? t('offline.never') : <Since since={connection.since} />} {connection.reason}
        </Banner>
      ) : null}
      <KeychainBanner />
      {me?.call_settings.settings.do_not_disturb === true ? (
        <Banner
          status="neutral"
          icon="unavailable"
          title={t('do_not_disturb.title')}
          action={
            <Mend action={{ action: 'set_call_settings', settings: { ...me.call_settings.settings, do_not_disturb: false }, version: me.call_settings.version }}>
              {t('do_not_disturb.off')}
            </Mend>
          }
        >
          {t('do_not_disturb.meaning')}
        </Banner>
      ) : null}
      {me?.policy.nomadic === false ? (
        <Banner status="neutral" icon="unavailable" title={t('nomadic_off.title')}>
          {t('nomadic_off.meaning')}
        </Banner>
      ) : null}
    </div>
  );
}
