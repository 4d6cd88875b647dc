import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from '@shared/components/Button';
import { KeyValueList } from '@shared/components/KeyValueList';
import { Select } from '@shared/components/Select';
import { toasts } from '@shared/components/toasts';
import { useState } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import type { MonitoringGroup, SharedLineSettings } from '../../api/types';
import { Loaded } from '../../components/Loaded';
import { MovedNote } from '../../components/MovedNote';
import { ProblemNote } from '../../components/ProblemNote';
import text from '../../components/text.module.css';
import { useAct } from '../../components/useAct';
import { useT } from '../../i18n';
import { Section } from '../../layout/Page';
import { useRightsWords } from '../groups/rights';
import styles from './Lines.module.css';

const NONE = 'none';

function Choice({ settings, groups }: { settings: SharedLineSettings; groups: readonly MonitoringGroup[] }) {
  const t = useT();
  const client = useQueryClient();
  const rightsWords = useRightsWords();
  const { delegator, version } = settings;
  const saved = settings.supervised_by ?? NONE;
  const [chosen, setChosen] = useState<string | null>(null);
  const value = chosen ?? saved;
  const change = useAct((group: string) => api.setSupervision(delegator.user, group === NONE ? null : group, version), {
    onDone: async (now) => {
      client.setQueryData(keys.sharedLineSettings(delegator.user), now);
      setChosen(null);
      toasts.show({ text: t('lines.supervised.saved', { name: delegator.name }) });
      await client.invalidateQueries({ queryKey: [keys.lines] });
    },
    // What was chosen stays, and is applied to the new state by another press.
    onProblem: () => void client.invalidateQueries({ queryKey: [keys.lines] }),
  });
  const group = groups.find(({ id }) => id === value);
  const nameOf = (id: string) => groups.find((each) => each.id === id)?.name ?? t('lines.supervised.none');
  return (
    <div className={text.stack}>
      <ProblemNote problem={change.problem} />
      {change.problem?.code === 'outdated' && value !== saved ? (
        <MovedNote facts={[{ name: t('lines.supervised'), value: nameOf(saved) }]} />
      ) : null}
      <div className={styles.save}>
        <Select
          label={t('lines.supervised')}
          items={[{ id: NONE, name: t('lines.supervised.none') }, ...groups.map(({ id, name }) => ({ id, name }))]}
          value={value}
          onChange={(id) => setChosen(String(id))}
          error={change.problem?.fields.group}
        />
        {value === saved ? null : (
          <Button kind="primary" isPending={change.isPending} onPress={() => change.run(value)}>
            {t('common.save')}
          </Button>
        )}
      </div>
      {group === undefined ? null : (
        <KeyValueList
          facts={[
            { name: t('groups.members'), value: group.members.map(({ name }) => name).join(', ') },
            { name: t('groups.settings'), value: rightsWords(group.settings) },
          ]}
        />
      )}
    </div>
  );
}

/** The monitoring group that supervises somebody's lines. */
export function Supervision({ settings }: { settings: SharedLineSettings }) {
  const t = useT();
  const query = useQuery({ queryKey: keys.groups, queryFn: ({ signal }) => api.groups(signal) });
  return (
    <Section title={t('lines.supervision')} note={t('lines.supervision.note')} actions={<Link to="/shared-lines/groups">{t('groups.title')}</Link>}>
      <Loaded query={query} lines={2}>
        {(groups) => <Choice settings={settings} groups={groups} />}
      </Loaded>
    </Section>
  );
}
