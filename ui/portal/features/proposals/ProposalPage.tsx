import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import { Loaded } from '../../components/Loaded';
import { useT } from '../../i18n';
import { Page } from '../../layout/Page';
import { Decision } from './Decision';
import { filterOf } from './search';

/** The proposals that wait before and after this one, in the order of the queue. */
function useNeighbours(id: string) {
  const filter = filterOf({});
  const { data } = useQuery({ queryKey: keys.proposals(filter), queryFn: ({ signal }) => api.proposals(filter, signal) });
  const ids = data?.items.map((proposal) => proposal.id) ?? [];
  const at = ids.indexOf(id);
  return { next: at < 0 ? ids[0] : ids[at + 1], previous: at > 0 ? ids[at - 1] : undefined };
}

/** One proposal with all that an administrator needs to decide on it. */
export function ProposalPage() {
  const t = useT();
  const { id } = useParams({ from: '/shell/administration/proposals/$id' });
  const navigate = useNavigate();
  const query = useQuery({ queryKey: keys.proposal(id), queryFn: ({ signal }) => api.proposal(id, signal) });
  const neighbours = useNeighbours(id);
  const go = (to: string | undefined) => () => {
    if (to !== undefined) void navigate({ to: '/proposals/$id', params: { id: to } });
  };
  return (
    <Page title={query.data?.place.label ?? t('proposal.title')} note={<Link to="/proposals">{t('proposal.back')}</Link>}>
      <Loaded query={query} lines={8}>
        {(proposal) => (
          <Decision
            // A form that was begun for one proposal must not be sent for another.
            key={proposal.id}
            proposal={proposal}
            onNext={neighbours.next === undefined ? undefined : go(neighbours.next)}
            onPrevious={neighbours.previous === undefined ? undefined : go(neighbours.previous)}
          />
        )}
      </Loaded>
    </Page>
  );
}
