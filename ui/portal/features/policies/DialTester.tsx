import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { StatusBadge } from '@shared/components/StatusBadge';
import { TextField } from '@shared/components/TextField';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import type { DialOutcome, Site } from '../../api/types';
import { Loaded } from '../../components/Loaded';
import { PartyLink } from '../../components/PartyLink';
import text from '../../components/text.module.css';
import { useDelayed } from '../../components/useDelayed';
import { useT } from '../../i18n';
import styles from './Policies.module.css';

/** Longest text that the server takes. */
const LONGEST = 128;

/** Says while somebody types a number what would happen if a phone of the site dialled it. Nobody is called. */
export function DialTester({ site }: { site: Site }) {
  const t = useT();
  const [dialled, setDialled] = useState('');
  const [typed, type] = useDelayed(dialled, setDialled);
  const isEmpty = typed.trim() === '' || dialled === '';
  const query = useQuery({
    queryKey: keys.dialTest(site.id, site.version, dialled),
    queryFn: ({ signal }) => api.testDialling(site.id, dialled, signal),
    enabled: dialled !== '',
    // Who is registered changes by itself.
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
  return (
    <div className={text.stack}>
      <TextField
        label={t('dialtest.label', { site: site.name })}
        help={t('dialtest.help')}
        inputMode="tel"
        autoComplete="off"
        maxLength={LONGEST}
        value={typed}
        onChange={type}
      />
      <div className={styles.outcome} role="status" aria-busy={query.isFetching}>
        {isEmpty ? (
          <p className={text.muted}>{t('dialtest.empty')}</p>
        ) : (
          <Loaded query={query} lines={1}>
            {(outcome) => <Outcome outcome={outcome} dialled={dialled} hasPlan={site.numbering != null} />}
          </Loaded>
        )}
      </div>
    </div>
  );
}

function Outcome({ outcome, dialled, hasPlan }: { outcome: DialOutcome; dialled: string; hasPlan: boolean }) {
  const t = useT();
  const said = (badge: ReactNode, means: string) => (
    <>
      {badge}
      <p>{means}</p>
    </>
  );
  switch (outcome.outcome) {
    case 'emergency_call':
      return said(
        <StatusBadge status="unavailable" icon="bell">
          {t('dialtest.emergency')}
        </StatusBadge>,
        t('dialtest.emergency.means', { number: outcome.number }),
      );
    case 'emergency_test':
      return said(<StatusBadge status="pending">{t('dialtest.test')}</StatusBadge>, t('dialtest.test.means', { number: outcome.number }));
    case 'line':
      return (
        <>
          <StatusBadge status="settled">{t('dialtest.line', { name: outcome.owner.name })}</StatusBadge>
          <p>
            {outcome.by_extension
              ? t('dialtest.line.by_extension', { dialled, number: outcome.shown })
              : t('dialtest.line.means', { number: outcome.shown })}
          </p>
          <PartyLink who={outcome.owner.who} name={t('dialtest.open', { name: outcome.owner.name })} />
        </>
      );
    case 'telephones':
      return (
        <>
          <StatusBadge status="settled">{t('dialtest.telephones', { name: outcome.owner.name })}</StatusBadge>
          <p>{t('dialtest.telephones.means', { number: outcome.number, count: outcome.ringing })}</p>
          <PartyLink who={outcome.owner.who} name={t('dialtest.open', { name: outcome.owner.name })} />
        </>
      );
    case 'outside':
      return said(
        <StatusBadge status="neutral" icon="transfer">
          {t('dialtest.outside')}
        </StatusBadge>,
        outcome.shown != null
          ? t('dialtest.outside.means', { number: outcome.number, shown: outcome.shown })
          : t(hasPlan ? 'dialtest.outside.as_dialled' : 'dialtest.outside.without_plan', { number: outcome.number }),
      );
    case 'feature_code':
      return said(<StatusBadge status="settled">{t('dialtest.feature_code')}</StatusBadge>, outcome.message);
    case 'impossible':
      return said(
        <StatusBadge status="asks" icon="alert">
          {t('dialtest.impossible')}
        </StatusBadge>,
        outcome.message,
      );
  }
}
