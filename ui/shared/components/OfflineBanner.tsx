import { useTranslate } from '../i18n';
import { Notice } from './Notice';
import { useRelativeTime } from './RelativeTime';

function Age({ since }: { since: Date | string }) {
  const t = useTranslate();
  const when = useRelativeTime(since);
  return t('offline.since', { when });
}

/** Says that the server is out of reach, and how old the things are that are shown. */
export function OfflineBanner({ knownSince }: { knownSince: Date | string | null }) {
  const t = useTranslate();
  return (
    <Notice icon="offline">
      <p>
        <strong>{t('offline.title')}.</strong> {knownSince === null ? t('offline.never') : <Age since={knownSince} />}
      </p>
    </Notice>
  );
}
