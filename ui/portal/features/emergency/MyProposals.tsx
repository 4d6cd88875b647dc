import { Button } from '@shared/components/Button';
import { RelativeTime } from '@shared/components/RelativeTime';
import { toasts } from '@shared/components/toasts';
import { api } from '../../api/endpoints';
import { useView } from '../../api/session';
import type { Proposal } from '../../api/types';
import { Card, Cards } from '../../components/Cards';
import { ProposalBadge } from '../../components/ProposalBadge';
import text from '../../components/text.module.css';
import { useAct } from '../../components/useAct';
import { useT } from '../../i18n';
import { Section } from '../../layout/Page';

function Outcome({ proposal }: { proposal: Proposal }) {
  const t = useT();
  if (proposal.state === 'pending') return <p className={text.muted}>{t('my_proposals.pending')}</p>;
  if (proposal.state === 'rejected') return <p>{t('my_proposals.rejected', { reason: proposal.reason })}</p>;
  return null;
}

/** What the reader asked the organisation to take over, and what became of it. */
export function MyProposals() {
  const t = useT();
  const { proposals } = useView();
  const withdraw = useAct(({ id, version }: Proposal) => api.withdraw(id, version), {
    onDone: (_, { place }) => toasts.show({ text: t('my_proposals.withdrawn', { name: place.label }) }),
  });
  return (
    <Section title={t('my_proposals.title')} note={t('my_proposals.note')}>
      <Cards label={t('my_proposals.title')}>
        {proposals.map((proposal) => (
          <Card
            key={proposal.id}
            title={proposal.place.label}
            badge={<ProposalBadge state={proposal.state} />}
            actions={
              proposal.state === 'pending' ? (
                <Button
                  kind="quiet"
                  isPending={withdraw.isPending}
                  aria-label={t('my_proposals.withdraw.label', { name: proposal.place.label })}
                  onPress={() => withdraw.run(proposal)}
                >
                  {t('my_proposals.withdraw')}
                </Button>
              ) : undefined
            }
          >
            <p>{proposal.place.lines.join(', ')}</p>
            <Outcome proposal={proposal} />
            <p className={text.small}>{t.rich('my_proposals.made', { when: <RelativeTime key="when" at={proposal.made_at} /> })}</p>
          </Card>
        ))}
      </Cards>
    </Section>
  );
}
