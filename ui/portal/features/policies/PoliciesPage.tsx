import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import { administersAccount, useView } from '../../api/session';
import { Loaded } from '../../components/Loaded';
import text from '../../components/text.module.css';
import { useSites } from '../../components/useSites';
import { useT } from '../../i18n';
import { Page, Section } from '../../layout/Page';
import { PoliciesPages } from '../../layout/SubNavigation';
import { AccountForm } from './AccountForm';
import { CallbackNumberForm } from './CallbackNumberForm';
import { NumberingForm } from './NumberingForm';
import { SiteAlertsForm } from './SiteAlertsForm';
import { SiteForm } from './SiteForm';

function AccountPart() {
  const query = useQuery({ queryKey: keys.accountPolicy, queryFn: ({ signal }) => api.accountPolicy(signal) });
  return <Loaded query={query}>{(policy) => <AccountForm saved={policy} />}</Loaded>;
}

/** What holds for the account, and what its sites do otherwise. */
export function PoliciesPage() {
  const t = useT();
  const { me } = useView();
  const { query, administered } = useSites();
  return (
    <Page title={t('policies.title')} note={t('policies.note')}>
      {administersAccount(me.roles) ? <PoliciesPages /> : null}
      {administersAccount(me.roles) ? (
        <Section title={t('policies.account')} note={t('policies.account.note')}>
          <AccountPart />
        </Section>
      ) : null}
      <Section title={t('policies.sites')} note={t('policies.sites.note')}>
        <Loaded query={query}>
          {() => (
            <ul className={text.stack}>
              {administered.map((site) => (
                <li key={site.id}>
                  <SiteForm site={site} />
                </li>
              ))}
            </ul>
          )}
        </Loaded>
      </Section>
      <Section title={t('callback.title')} note={t('callback.note')}>
        <Loaded query={query}>
          {() => (
            <ul className={text.stack}>
              {administered.map((site) => (
                <li key={site.id}>
                  <CallbackNumberForm site={site} />
                </li>
              ))}
            </ul>
          )}
        </Loaded>
      </Section>
      <Section title={t('numbering.title')} note={t('numbering.note')}>
        <Loaded query={query}>
          {() => (
            <ul className={text.stack}>
              {administered.map((site) => (
                <li key={site.id}>
                  <NumberingForm site={site} />
                </li>
              ))}
            </ul>
          )}
        </Loaded>
      </Section>
      <Section title={t('alerts.title')} note={t('alerts.note')}>
        <Loaded query={query}>
          {() => (
            <ul className={text.stack}>
              {administered.map((site) => (
                <li key={site.id}>
                  <SiteAlertsForm site={site} />
                </li>
              ))}
            </ul>
          )}
        </Loaded>
      </Section>
    </Page>
  );
}
