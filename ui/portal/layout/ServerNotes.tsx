import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '@shared/components/Button';
import { Notice } from '@shared/components/Notice';
import { api } from '../api/endpoints';
import { keys } from '../api/keys';
import { administersAccount, useView } from '../api/session';
import type { Job } from '../api/types';
import { useAct } from '../components/useAct';
import { useT } from '../i18n';
import styles from './ServerNotes.module.css';

/** How soon the progress of what goes on is asked for again, and how soon whether anything does. In milliseconds. */
const WHILE_AT_WORK = 2_000;
const OTHERWISE = 30_000;

/** What the server is doing for many people, and what it has to ask its administrators. */
export function ServerNotes() {
  const jobs = useQuery({
    queryKey: keys.jobs,
    queryFn: ({ signal }) => api.jobs(signal),
    refetchInterval: ({ state }) => ((state.data?.length ?? 0) > 0 ? WHILE_AT_WORK : OTHERWISE),
  });
  const clock = useQuery({ queryKey: keys.clock, queryFn: ({ signal }) => api.clock(signal), refetchInterval: OTHERWISE });
  return (
    <>
      {clock.data?.held === true ? <ClockNote now={clock.data.now} trusted={clock.data.trusted} /> : null}
      {(jobs.data ?? []).map((job) => (
        <JobNote key={job.id} job={job} />
      ))}
    </>
  );
}

function JobNote({ job: { work, done, total } }: { job: Job }) {
  const t = useT();
  return (
    <Notice icon="clock">
      <p>{total == null ? t(`jobs.${work.kind}.begins`) : t(`jobs.${work.kind}`, { done, total })}</p>
    </Notice>
  );
}

function ClockNote({ now, trusted }: { now: string; trusted: string }) {
  const t = useT();
  const client = useQueryClient();
  const { me } = useView();
  const confirm = useAct(api.confirmClock, {
    onDone: () => client.invalidateQueries({ queryKey: keys.clock }),
  });
  return (
    <Notice icon="alert" role="alert">
      <div className={styles.question}>
        <p>
          <strong>{t('clock.title')}.</strong> {t('clock.meaning', { now: new Date(now), trusted: new Date(trusted) })}
        </p>
        {administersAccount(me.roles) ? (
          <Button isPending={confirm.isPending} onPress={() => confirm.run()}>
            {t('clock.confirm')}
          </Button>
        ) : (
          <p>{t('clock.ask')}</p>
        )}
      </div>
    </Notice>
  );
}
