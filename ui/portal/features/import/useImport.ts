import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import type { ImportOutcome } from '../../api/types';
import { useAct } from '../../components/useAct';

/** Largest file that is read, in bytes; the server takes no larger request. */
export const FILE_MAX = 3_500_000;

/** A file that was chosen. */
interface Chosen {
  name: string;
  csv: string;
}

/** Why a file was not even sent. */
export type FileProblem = 'too_large' | 'not_text' | 'unreadable';

/** The text in UTF-8; null where it is none. */
function textOf(bytes: ArrayBuffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Reads a file, asks the server what would come of it, and has it written. */
export function useImport() {
  const client = useQueryClient();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [outcome, setOutcome] = useState<ImportOutcome | null>(null);
  const [fileProblem, setFileProblem] = useState<FileProblem | null>(null);
  const preview = useAct(({ csv }: Chosen) => api.importUsers(csv, false), { onDone: setOutcome, onProblem: () => undefined });
  const write = useAct(({ csv }: Chosen) => api.importUsers(csv, true), {
    onDone: async (result) => {
      setOutcome(result);
      await client.invalidateQueries({ queryKey: keys.allUsers });
      await client.invalidateQueries({ queryKey: [keys.lines] });
    },
    onProblem: () => undefined,
  });
  const startAgain = () => {
    setChosen(null);
    setOutcome(null);
    setFileProblem(null);
    preview.reset();
    write.reset();
  };
  const choose = async (file: File) => {
    startAgain();
    if (file.size > FILE_MAX) {
      setFileProblem('too_large');
      return;
    }
    const bytes = await file.arrayBuffer().catch(() => null);
    const csv = bytes === null ? null : textOf(bytes);
    if (csv === null) {
      setFileProblem(bytes === null ? 'unreadable' : 'not_text');
      return;
    }
    const next = { name: file.name, csv };
    setChosen(next);
    preview.run(next);
  };
  return {
    fileName: chosen?.name ?? null,
    fileProblem,
    outcome,
    problem: preview.problem ?? write.problem,
    isReading: preview.isPending,
    isWriting: write.isPending,
    choose,
    apply: () => {
      if (chosen !== null) write.run(chosen);
    },
    startAgain,
  };
}
