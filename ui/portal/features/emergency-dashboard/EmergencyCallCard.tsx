import { Disclosure } from '@shared/components/Disclosure';
import { KeyValueList } from '@shared/components/KeyValueList';
import { RelativeTime } from '@shared/components/RelativeTime';
import { type Status, StatusBadge } from '@shared/components/StatusBadge';
import type { EmergencyCall } from '../../api/types';
import { Card } from '../../components/Cards';
import text from '../../components/text.module.css';
import { useT } from '../../i18n';
import { Note } from '../delegation/Note';
import { CopiedText } from '../deskphones/Copied';

const statuses: Record<EmergencyCall['progress']['state'], Status> = {
  leaving: 'asks',
  answered: 'settled',
  ended: 'neutral',
  lost: 'unavailable',
  failed: 'unavailable',
  tested: 'neutral',
};

/** One emergency call, or a test of one: who, from where, how that is known, and what became of it. */
export function EmergencyCallCard({ call }: { call: EmergencyCall }) {
  const t = useT();
  const { progress, acknowledged } = call;
  const { location, skipped } = call.dispatch;
  const hungUpFirst = progress.state === 'ended' && progress.answered_at == null;
  const source = call.callback_source;
  const callback =
    call.callback === ''
      ? t('dashboard.no_callback')
      : source == null
        ? call.callback
        : t(`dashboard.callback.${source}`, { number: call.callback });
  const who = call.caller === '' ? t('dashboard.unknown_caller') : call.caller;
  return (
    <Card
      title={t(call.is_test ? 'dashboard.tested' : 'dashboard.called', { who, dialled: call.dialled })}
      badge={<StatusBadge status={statuses[progress.state]}>{t(hungUpFirst ? 'dashboard.state.given_up' : `dashboard.state.${progress.state}`)}</StatusBadge>}
    >
      <p>{call.lines.length === 0 ? t('dashboard.no_address') : call.lines.join(', ')}</p>
      {call.callback === '' ? <Note icon="alert">{t(call.is_test ? 'dashboard.no_callback.test' : 'dashboard.no_callback.meaning')}</Note> : null}
      <p className={text.muted}>
        <RelativeTime at={call.at} />
      </p>
      {acknowledged == null ? null : (
        <p>{t.rich('dashboard.acknowledged', { name: acknowledged.name, when: <RelativeTime key="when" at={acknowledged.at} /> })}</p>
      )}
      <Disclosure title={t('dashboard.details')} level={3}>
        <div className={text.stack}>
          <KeyValueList
            facts={[
              { name: t('dashboard.callback'), value: callback },
              ...(call.proof == null || call.proof === 'password'
                ? []
                : [{ name: t('dashboard.telephone'), value: t(`dashboard.proof.${call.proof}`) }]),
              ...(call.site_name == null ? [] : [{ name: t('dashboard.site'), value: call.site_name }]),
              { name: t('dashboard.known_by'), value: location == null ? t('rung.empty') : t(`dashboard.rung.${location.rung}`) },
              ...(skipped.length === 0
                ? []
                : [{
                        name: t('dashboard.skipped'),
                        value: skipped.map(({ rung, reason }) => `${t(`dashboard.rung.${rung}`)} (${t(`skip.${reason}`)})`).join('; '),
                      }]),
              ...((progress.state === 'ended' || progress.state === 'lost') && progress.answered_at != null
                ? [{ name: t('dashboard.answered'), value: <RelativeTime at={progress.answered_at} /> }]
                : []),
              ...(progress.state === 'lost' ? [{ name: t('dashboard.last_known'), value: <RelativeTime at={progress.last_known_at} /> }] : []),
              ...('at' in progress ? [{ name: t(`dashboard.at.${progress.state}`), value: <RelativeTime at={progress.at} /> }] : []),
            ]}
          />
          {call.document == null ? null : <CopiedText name={t('dashboard.document')} value={call.document} />}
        </div>
      </Disclosure>
    </Card>
  );
}
