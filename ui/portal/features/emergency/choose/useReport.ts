import { toasts } from '@shared/components/toasts';
import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { api } from '../../../api/endpoints';
import type { Device, DeviceLocation } from '../../../api/types';
import { useAct } from '../../../components/useAct';
import { useT } from '../../../i18n';
import { choiceOf, type Wish } from './choices';

/** Lets the reader say where a device is; then leads to what its emergency calls carry. */
export function useReport(device: Device, at: DeviceLocation) {
  const t = useT();
  const navigate = useNavigate();
  const last = useRef({ said: '', id: '', made: '' });
  const { run, isPending, problem } = useAct(
    ({ wish, portable }: { wish: Wish; portable: boolean }) => {
      // The same words again, after a lost answer, are the same report.
      const said = JSON.stringify([wish, portable]);
      if (last.current.said !== said) last.current = { said, id: crypto.randomUUID(), made: crypto.randomUUID() };
      const { id, made } = last.current;
      const answered = at.encounter.encounter === 'confirm' ? { answered: at.encounter.match.location } : {};
      return api.reportFor(device.id, { id, stay: at.stay, choice: choiceOf(wish, at, made), portable, ...answered });
    },
    {
      onDone: ({ report: { report } }) => {
        const isProposal = 'proposal' in report.choice;
        toasts.show({ text: t(isProposal ? 'prompt.told.proposed' : 'prompt.told') });
        void navigate({ to: '/emergency' });
      },
      onProblem: ({ code }) => {
        // The device's new stay is another question, which takes the place of this one with the next event.
        if (code === 'outdated') toasts.show({ status: 'unavailable', text: t('choose.moved') });
      },
    },
  );
  return { say: (wish: Wish, portable: boolean) => run({ wish, portable }), isPending, problem };
}

/** What {@link useReport} gives. */
export type Reporting = ReturnType<typeof useReport>;
