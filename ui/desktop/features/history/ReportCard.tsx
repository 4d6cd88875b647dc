import { AlertDialog } from '@shared/components/AlertDialog';
import { Button } from '@shared/components/Button';
import { Disclosure } from '@shared/components/Disclosure';
import { KeyValueList } from '@shared/components/KeyValueList';
import { RelativeTime } from '@shared/components/RelativeTime';
import { type Status, StatusBadge } from '@shared/components/StatusBadge';
import { EvidenceList } from '@shared/features/evidence/EvidenceList';
import { networkName } from '@shared/features/evidence/networkName';
import { useState } from 'react';
import page from '../../components/Page.module.css';
import { ProblemNote } from '../../components/ProblemNote';
import { useT } from '../../i18n';
import { useView } from '../../session';
import type { Proposal, ReportView } from '../../types';
import { useAct } from '../../useAct';

type Outcome = 'delivered' | 'pending' | 'approved' | 'rejected' | 'withdrawn';

const statuses: Record<Outcome, Status> = {
  delivered: 'settled',
  pending: 'pending',
  approved: 'settled',
  rejected: 'unavailable',
  withdrawn: 'neutral',
};

/** One report: where, when, what became of it, and all that went with it. */
export function ReportCard({ sent }: { sent: ReportView }) {
  const t = useT();
  const { proposals } = useView();
  const [isWithdrawing, setIsWithdrawing] = useState(false);
  const { report, place, evidence, device_name: device, received_at: received } = sent;
  // The view hears of a decision before the list is read again.
  const own = proposals.find((proposal) => proposal.report === report.id);
  const state = own ?? sent.proposal;
  const outcome: Outcome = state?.state ?? 'delivered';
  return (
    <li className={page.card}>
      <div className={page.words}>
        <h2 className={page.name}>{place?.label ?? t('history.place_gone')}</h2>
        {place == null ? null : <p>{place.lines.join(', ')}</p>}
        <p className={page.muted}>
          {t.rich('outbox.said', { network: networkName(evidence), when: <RelativeTime key="when" at={report.at} /> })}
        </p>
        {state?.state === 'rejected' ? <p>{t('history.rejected', { reason: state.reason })}</p> : null}
      </div>
      <StatusBadge status={statuses[outcome]}>{t(`report.state.${outcome}`)}</StatusBadge>
      <div className={page.whole}>
        <Disclosure title={t('history.evidence')}>
          <div className={page.form}>
            <KeyValueList
              facts={[
                { name: t('history.device'), value: device },
                { name: t('history.said'), value: t(`choice.${report.choice.kind}`) },
                { name: t('history.received'), value: <RelativeTime at={received} /> },
                ...(report.portable === true ? [{ name: t('history.portable'), value: t('history.portable.value') }] : []),
              ]}
            />
            <EvidenceList evidence={evidence} />
          </div>
        </Disclosure>
      </div>
      {own?.state === 'pending' ? (
        <Button icon="undo" onPress={() => setIsWithdrawing(true)}>
          {t('history.withdraw', { place: own.place.label })}
        </Button>
      ) : null}
      {isWithdrawing && own !== undefined ? <WithdrawDialog proposal={own} onClose={() => setIsWithdrawing(false)} /> : null}
    </li>
  );
}

/** Asks before a proposal is taken back. */
function WithdrawDialog({ proposal, onClose }: { proposal: Proposal; onClose: () => void }) {
  const t = useT();
  const { act, isPending, problem } = useAct();
  const withdraw = async () => {
    const done = await act({ action: 'withdraw_proposal', proposal: proposal.id, version: proposal.version });
    if (done !== null) onClose();
  };
  return (
    <AlertDialog
      title={t('history.withdraw.title', { place: proposal.place.label })}
      confirm={t('history.withdraw.confirm')}
      isOpen
      isPending={isPending}
      onConfirm={() => void withdraw()}
      onCancel={onClose}
    >
      <p>{t('history.withdraw.meaning')}</p>
      <ProblemNote problem={problem} />
    </AlertDialog>
  );
}
