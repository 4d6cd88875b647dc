import { useMutation } from '@tanstack/react-query';
import { toasts } from '@shared/components/toasts';
import { Problem } from '../api/problem';
import { useProblemWords } from './useProblemWords';

/** What follows when an act has succeeded or failed. */
export interface Outcome<Input, Result> {
  onDone?: (result: Result, input: Input) => unknown;
  /** Takes the place of the toast; a form shows the problem beside its fields. */
  onProblem?: (problem: Problem, input: Input) => unknown;
}

/** Something that the reader tells the server to do. A failure is said in a toast, unless a form says it. */
export function useAct<Result, Input = void>(act: (input: Input) => Promise<Result>, outcome: Outcome<Input, Result> = {}) {
  const words = useProblemWords();
  const mutation = useMutation<Result, unknown, Input>({
    mutationFn: act,
    onSuccess: (result, input) => outcome.onDone?.(result, input),
    onError: (error, input) => {
      const problem = error instanceof Problem ? error : new Problem('internal', String(error));
      if (outcome.onProblem !== undefined) outcome.onProblem(problem, input);
      else toasts.show({ status: 'unavailable', text: `${words.title(problem)}. ${words.meaning(problem)}` });
    },
  });
  return {
    run: (input: Input) => mutation.mutate(input),
    isPending: mutation.isPending,
    problem: mutation.error instanceof Problem ? mutation.error : null,
    reset: mutation.reset,
  };
}
