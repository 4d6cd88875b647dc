import { useT } from '../../i18n';
import { useView } from '../../session';
import { Banner } from '../../shell/Banner';
import type { Prompt, Proposal, ReportView } from '../../types';
import { useReports } from '../../useAsk';

/** The same network, whose switch port may have become known since. */
const isSame = (one: string, other: string) => one === other || one.startsWith(`${other} port `) || other.startsWith(`${one} port `);

/** What was said last of the network that is asked about, if that was rejected. */
function lastRejected({ network_key: key }: Prompt, reports: readonly ReportView[], proposals: readonly Proposal[]) {
  // A network that travels is another place each time.
  const last = reports.find(({ network_key, report }) => isSame(network_key, key) && report.portable !== true);
  const proposal = proposals.find(({ report }) => report === last?.report.id);
  return proposal?.state === 'rejected' ? proposal : undefined;
}

/** Says why it is asked again: an administrator rejected the answer. */
export function Rejection({ prompt }: { prompt: Prompt }) {
  const { proposals } = useView();
  return proposals.some(({ state }) => state === 'rejected') ? <Reason prompt={prompt} /> : null;
}

function Reason({ prompt }: { prompt: Prompt }) {
  const t = useT();
  const { proposals } = useView();
  // Only the reports tell which network a proposal was about.
  const reports = useReports();
  const rejected = lastRejected(prompt, reports.data?.pages.flatMap(({ items }) => items) ?? [], proposals);
  if (rejected === undefined) return null;
  const { place, reason, decided_by_name: name } = rejected;
  return (
    <Banner status="unavailable" icon="unavailable" title={t('home.rejected', { place: place.label })}>
      {name == null ? t('home.rejected.reason', { reason }) : t('home.rejected.reason_by', { name, reason })}
    </Banner>
  );
}
