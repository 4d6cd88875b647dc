import { AddressLines } from '@shared/components/AddressLines';
import { type Fact, KeyValueList } from '@shared/components/KeyValueList';
import { RelativeTime } from '@shared/components/RelativeTime';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import type { ProposalDetail } from '../../api/types';
import { ProposalBadge } from '../../components/ProposalBadge';
import { useT } from '../../i18n';

/** Where in the tree a location is. */
function LocationPath({ id }: { id: string }) {
  const t = useT();
  const { data } = useQuery({ queryKey: keys.location(id), queryFn: ({ signal }) => api.location(id, signal) });
  return (
    <Link to="/locations" search={{ node: id }}>
      {data?.path.join(' › ') ?? t('proposal.location')}
    </Link>
  );
}

/** Who asked for what, when, and what became of it. */
export function ProposalFacts({ proposal }: { proposal: ProposalDetail }) {
  const t = useT();
  const { request, place } = proposal;
  const facts: Fact[] = [
    { name: t('proposal.fact.state'), value: <ProposalBadge state={proposal.state} /> },
    { name: t('proposal.fact.request'), value: t(`proposal.request.${request.kind}`) },
    request.kind === 'create'
      ? { name: t('proposal.fact.parent'), value: <LocationPath id={request.parent} /> }
      : { name: t('proposal.fact.location'), value: <LocationPath id={request.location} /> },
    { name: t('proposal.fact.address'), value: <AddressLines address={place.address} /> },
    { name: t('proposal.fact.reporter'), value: proposal.reporter_name },
    { name: t('proposal.fact.made_at'), value: <RelativeTime at={proposal.made_at} /> },
    { name: t('proposal.fact.reporters'), value: t('proposal.reporters', { count: proposal.reporters }) },
  ];
  if (proposal.state === 'approved' || proposal.state === 'rejected') {
    const when = <RelativeTime key="when" at={proposal.at} />;
    facts.push({
      name: t('proposal.fact.decision'),
      value: t.rich('proposal.decided', { name: proposal.decided_by_name ?? t('proposal.somebody'), when }),
    });
  }
  if (proposal.state === 'approved') {
    facts.push({ name: t('proposal.fact.result'), value: <LocationPath id={proposal.location} /> });
  }
  if (proposal.state === 'rejected') facts.push({ name: t('proposal.reason'), value: proposal.reason });
  return <KeyValueList facts={facts} />;
}
