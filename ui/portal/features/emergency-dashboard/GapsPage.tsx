import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from '@shared/components/Button';
import { EmptyState } from '@shared/components/EmptyState';
import { RelativeTime } from '@shared/components/RelativeTime';
import { StatusBadge } from '@shared/components/StatusBadge';
import { useRuleWords } from '@shared/features/evidence/useRuleWords';
import { useState } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import type { GapLocation, UnknownNetwork } from '../../api/types';
import { Card, Cards } from '../../components/Cards';
import { Loaded } from '../../components/Loaded';
import text from '../../components/text.module.css';
import { useT } from '../../i18n';
import { Page, Section } from '../../layout/Page';
import { EmergencyPages } from '../../layout/SubNavigation';
import { BindDialog } from './BindDialog';

function LocationLinks({ locations }: { locations: readonly GapLocation[] }) {
  return (
    <ul className={text.plain}>
      {locations.map(({ location, path }) => (
        <li key={location}>
          <Link to="/locations" search={{ node: location }}>
            {path.join(' › ')}
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** What the wiremap lacks, with the way to mend it. */
export function GapsPage() {
  const t = useT();
  const ruleWords = useRuleWords();
  const query = useQuery({ queryKey: keys.wiremapGaps, queryFn: ({ signal }) => api.wiremapGaps(signal) });
  const [bound, setBound] = useState<UnknownNetwork | null>(null);
  const nameOf = ({ ssid, suggested_rules: [first] }: UnknownNetwork) =>
    ssid != null && ssid !== '' ? t('gaps.wifi', { ssid }) : first === undefined ? t('gaps.unnamed') : ruleWords(first);
  return (
    <Page title={t('dashboard.title')} note={t('gaps.note')}>
      <EmergencyPages />
      <Loaded query={query} lines={8}>
        {({ unknown, contested, unreached }) => (
          <>
            <Section title={t('gaps.unknown')} note={t('gaps.unknown.note')}>
              {unknown.length === 0 ? (
                <EmptyState title={t('gaps.unknown.none')} icon="network">
                  {t('gaps.unknown.none.meaning')}
                </EmptyState>
              ) : (
                <Cards label={t('gaps.unknown')}>
                  {unknown.map((network) => (
                    <Card
                      key={JSON.stringify(network.suggested_rules)}
                      title={nameOf(network)}
                      badge={<StatusBadge status="asks">{t('gaps.people', { count: network.people })}</StatusBadge>}
                      actions={
                        network.suggested_rules.length === 0 ? undefined : (
                          <Button icon="plus" onPress={() => setBound(network)}>
                            {t('gaps.bind')}
                          </Button>
                        )
                      }
                    >
                      <p className={text.small}>{network.suggested_rules.map(ruleWords).join('; ')}</p>
                      <p className={text.small}>{t.rich('gaps.last', { when: <RelativeTime key="when" at={network.last_at} /> })}</p>
                    </Card>
                  ))}
                </Cards>
              )}
            </Section>
            <Section title={t('gaps.contested')} note={t('gaps.contested.note')}>
              {contested.length === 0 ? (
                <p className={text.muted}>{t('gaps.contested.none')}</p>
              ) : (
                <Cards label={t('gaps.contested')}>
                  {contested.map(({ evidence, locations, people }) => (
                    <Card
                      key={JSON.stringify(locations)}
                      title={evidence.map(ruleWords).join('; ')}
                      badge={<StatusBadge status="asks">{t('gaps.people', { count: people })}</StatusBadge>}
                    >
                      <LocationLinks locations={locations} />
                    </Card>
                  ))}
                </Cards>
              )}
            </Section>
            <Section title={t('gaps.unreached')} note={t('gaps.unreached.note')}>
              {unreached.length === 0 ? <p className={text.muted}>{t('gaps.unreached.none')}</p> : <LocationLinks locations={unreached} />}
            </Section>
          </>
        )}
      </Loaded>
      {bound === null ? null : <BindDialog network={bound} name={nameOf(bound)} onClose={() => setBound(null)} />}
    </Page>
  );
}
