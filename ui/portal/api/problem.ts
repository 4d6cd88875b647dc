import type { ErrorBody, ErrorCode } from './types';

/** The server's codes, and `unreachable` for what never got an answer. */
export type ProblemCode = ErrorCode | 'unreachable';

/** Why a request failed. Act on the code; the message is the server's sentence for people. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  /** What is wrong with which field, by path, such as `address.pc`. */
  readonly fields: Readonly<Record<string, string>>;
  /** Seconds to wait before another attempt, where the server names them. */
  readonly retryAfter: number | undefined;

  constructor(code: ProblemCode, message: string, fields: Record<string, string> = {}, retryAfter?: number) {
    super(message);
    this.code = code;
    this.fields = fields;
    this.retryAfter = retryAfter;
  }
}

/** Every field that an error body names. */
export function fieldsOf({ field, message, more = [] }: ErrorBody): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const { field: path, message: text } of more) fields[path] = text;
  if (typeof field === 'string') fields[field] = message;
  return fields;
}

/** The fields below a path, without it: `address.pc` below `address` is `pc`. */
export function below(path: string, fields: Readonly<Record<string, string>>): Record<string, string> {
  const prefix = `${path}.`;
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, text]) => [name.slice(prefix.length), text]),
  );
}

/** True for a failure with this code. */
export function isProblem(error: unknown, code: ProblemCode): error is Problem {
  return error instanceof Problem && error.code === code;
}
