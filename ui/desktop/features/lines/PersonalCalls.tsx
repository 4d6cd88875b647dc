import { Disclosure } from '@shared/components/Disclosure';
import { phoneNumber } from '@shared/components/phoneNumber';
import { Switch } from '@shared/components/Switch';
import { ProblemNote } from '../../components/ProblemNote';
import { useT } from '../../i18n';
import { useView } from '../../session';
import type { CallSettings, View } from '../../types';
import { useAct } from '../../useAct';
import { ForwardingForm } from './Forwarding';
import styles from './Lines.module.css';
import { useLining } from './useLining';

/** What this person sets for all their calls: whether they are rung, whether their number is shown, and where calls go. */
export function PersonalCalls() {
  const { me } = useView();
  return me == null ? null : <Settings me={me} />;
}

function Settings({ me }: { me: NonNullable<View['me']> }) {
  const t = useT();
  const { lines, isCutOff } = useLining();
  const { act, isPending, problem } = useAct();
  const { settings, version } = me.call_settings;
  const set = (changes: Partial<CallSettings>) => void act({ action: 'set_call_settings', settings: { ...settings, ...changes }, version });
  const isDisabled = isCutOff || isPending;
  return (
    <section className={styles.line} aria-labelledby="all-calls">
      <header className={styles.lineHead}>
        <h2 id="all-calls" className={styles.name}>
          {t('calls.title')}
        </h2>
      </header>
      <div className={styles.form}>
        <Switch
          isSelected={settings.do_not_disturb === true}
          isDisabled={isDisabled}
          onChange={(do_not_disturb) => set({ do_not_disturb })}
          help={t('calls.do_not_disturb.help')}
        >
          {t('calls.do_not_disturb')}
        </Switch>
        <Switch
          isSelected={settings.withhold_number === true}
          isDisabled={isDisabled}
          onChange={(withhold_number) => set({ withhold_number })}
          help={t('calls.withhold_number.help')}
        >
          {t('calls.withhold_number')}
        </Switch>
        <ProblemNote problem={problem} />
      </div>
      <div className={styles.more}>
        {me.delegation_locked === true ? (
          <p className={styles.muted}>{t('calls.locked')}</p>
        ) : (
          <Disclosure title={t('calls.forwarding')}>
            <ForwardingForm
              label={t('calls.forwarding')}
              saved={{ settings: settings.forwarding, version }}
              isLine={false}
              own={lines.filter(({ delegator }) => delegator === me.id).map(({ number }) => number)}
              number={(of) => phoneNumber(of, me.site_address.country)}
              action={(forwarding, read) => ({ action: 'set_call_settings', settings: { ...settings, forwarding }, version: read })}
            />
          </Disclosure>
        )}
      </div>
    </section>
  );
}
