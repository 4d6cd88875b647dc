import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '@shared/components/Button';
import { Switch } from '@shared/components/Switch';
import { toasts } from '@shared/components/toasts';
import { useState } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import { below } from '../../api/problem';
import type { CallSettings, UserCallSettings } from '../../api/types';
import { Loaded } from '../../components/Loaded';
import text from '../../components/text.module.css';
import { useAct } from '../../components/useAct';
import { useProblemWords } from '../../components/useProblemWords';
import { useT } from '../../i18n';
import { Section } from '../../layout/Page';
import { ForwardingDialog, useForwardingWords } from './Forwarding';

interface PersonalCallsProps {
  user: string;
  /** Of whom they are; nobody where they are the reader's own. */
  name?: string;
  saved: UserCallSettings;
  /** Where calls go is locked; do not disturb and withholding are a person's own. */
  isLocked?: boolean;
}

/** What somebody sets for all their calls. */
export function PersonalCalls({ user, name, saved, isLocked = false }: PersonalCallsProps) {
  const t = useT();
  const words = useForwardingWords();
  const problemWords = useProblemWords();
  const client = useQueryClient();
  const [isEditing, setIsEditing] = useState(false);
  const { settings, version } = saved;
  const readAgain = () => client.invalidateQueries({ queryKey: [keys.lines] });
  const set = useAct((changes: Partial<CallSettings>) => api.setCallSettings(user, { ...settings, ...changes }, version), {
    onDone: readAgain,
    onProblem: async (problem) => {
      toasts.show({ status: 'unavailable', text: `${problemWords.title(problem)}. ${problemWords.meaning(problem)}` });
      await readAgain();
    },
  });
  const title = name === undefined ? t('calls.mine') : t('calls.of', { name });
  return (
    <Section title={title} note={t('calls.note')}>
      <div className={text.stack}>
        <Switch
          isSelected={settings.do_not_disturb === true}
          isDisabled={set.isPending}
          onChange={(do_not_disturb) => set.run({ do_not_disturb })}
          help={t('calls.do_not_disturb.help', { own: name === undefined ? 'yes' : 'no', name: name ?? '' })}
        >
          {t('calls.do_not_disturb')}
        </Switch>
        <Switch
          isSelected={settings.withhold_number === true}
          isDisabled={set.isPending}
          onChange={(withhold_number) => set.run({ withhold_number })}
          help={t('calls.withhold_number.help')}
        >
          {t('calls.withhold_number')}
        </Switch>
        {words(settings.forwarding).map((sentence) => (
          <p key={sentence} className={text.muted}>
            {sentence}
          </p>
        ))}
        {isLocked ? null : (
          <div className={text.row}>
            <Button icon="edit" onPress={() => setIsEditing(true)}>
              {t('calls.edit')}
            </Button>
          </div>
        )}
      </div>
      {isEditing ? (
        <ForwardingDialog
          title={t('calls.edit')}
          settings={settings.forwarding}
          version={version}
          isLine={false}
          save={(forwarding) => api.setCallSettings(user, { ...settings, forwarding }, version)}
          saved={t('calls.saved')}
          named={(fields) => below('forwarding', fields)}
          readAgain={readAgain}
          onClose={() => setIsEditing(false)}
        />
      ) : null}
    </Section>
  );
}

/** The same for administrators, who read it from the server. */
export function PersonalCallsOf({ user, name }: { user: string; name: string }) {
  const query = useQuery({ queryKey: keys.callSettings(user), queryFn: ({ signal }) => api.callSettings(user, signal) });
  return (
    <Loaded query={query} lines={3}>
      {(saved) => <PersonalCalls user={user} name={name} saved={saved} />}
    </Loaded>
  );
}
