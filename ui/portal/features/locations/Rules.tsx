import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '@shared/components/Button';
import { EmptyState } from '@shared/components/EmptyState';
import { IconButton } from '@shared/components/IconButton';
import { RelativeTime } from '@shared/components/RelativeTime';
import { toasts } from '@shared/components/toasts';
import { matchOrder } from '@shared/features/evidence/types';
import { useRuleWords } from '@shared/features/evidence/useRuleWords';
import { useState } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import type { LocationView, WiremapRule } from '../../api/types';
import { Card, Cards } from '../../components/Cards';
import { Loaded } from '../../components/Loaded';
import text from '../../components/text.module.css';
import { useAct } from '../../components/useAct';
import { useT } from '../../i18n';
import { Section } from '../../layout/Page';
import { RuleDialog } from './RuleDialog';

/** By which evidence networks are known to be here, the most exact first. */
export function Rules({ location, mayEdit }: { location: LocationView; mayEdit: boolean }) {
  const t = useT();
  const client = useQueryClient();
  const ruleWords = useRuleWords();
  const [isAdding, setIsAdding] = useState(false);
  const query = useQuery({ queryKey: keys.rules(location.id), queryFn: ({ signal }) => api.rules(location.id, signal) });
  const remove = useAct((rule: WiremapRule) => api.deleteRule(rule.id), {
    onDone: (_, { evidence }) => {
      // Taking it back makes the same rule anew.
      toasts.show({ text: t('rules.deleted', { rule: ruleWords(evidence) }), onUndo: () => restore.run(evidence) });
      return client.invalidateQueries({ queryKey: [keys.company] });
    },
  });
  const restore = useAct((evidence: WiremapRule['evidence']) => api.addRule(location.id, evidence), {
    onDone: () => client.invalidateQueries({ queryKey: [keys.company] }),
  });
  const add = (
    <Button icon="plus" onPress={() => setIsAdding(true)}>
      {t('rules.add')}
    </Button>
  );
  return (
    <Section title={t('rules.title')} note={t('rules.note')} actions={mayEdit && query.data?.length ? add : undefined}>
      <Loaded query={query} lines={3}>
        {(rules) =>
          rules.length === 0 ? (
            <EmptyState title={t('rules.empty.title')} icon="network" action={mayEdit ? add : undefined}>
              {t('rules.empty.meaning')}
            </EmptyState>
          ) : (
            <Cards label={t('rules.title')}>
              {[...rules]
                .sort((a, b) => matchOrder.indexOf(a.evidence.kind) - matchOrder.indexOf(b.evidence.kind))
                .map((rule) => {
                  const words = ruleWords(rule.evidence);
                  const isIdle = rule.evidence.kind === 'public_ip' && !location.public_ip_is_enough;
                  return (
                    <Card
                      key={rule.id}
                      title={words}
                      actions={
                        mayEdit ? <IconButton
                          icon="trash"
                          label={t('rules.delete', { rule: words })}
                          isDisabled={remove.isPending}
                          onPress={() => remove.run(rule)}
                        /> : undefined
                      }
                    >
                      {isIdle ? <p>{t('rules.idle')}</p> : null}
                      <p className={text.small}>{t.rich('why.rule_age', { when: <RelativeTime key="when" at={rule.updated_at} /> })}</p>
                    </Card>
                  );
                })}
            </Cards>
          )
        }
      </Loaded>
      {isAdding ? <RuleDialog location={location} onClose={() => setIsAdding(false)} /> : null}
    </Section>
  );
}
