import { heard, lost } from './contact';
import { fieldsOf, Problem, type ProblemCode } from './problem';
import type { ErrorBody } from './types';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type Query = Readonly<Record<string, string | number | undefined>>;

/** What goes with a request. */
export interface Extras {
  query?: Query;
  body?: unknown;
  /** The version that was read: sent as `If-Match`, so that the change of somebody else is not lost. */
  version?: number;
  signal?: AbortSignal | undefined;
}

const codeOfStatus: Readonly<Record<number, ProblemCode>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  412: 'outdated',
  413: 'too_large',
  429: 'too_many_requests',
  502: 'unreachable',
  503: 'unavailable',
  504: 'unreachable',
};

/** A path with a query, without what is absent or empty. */
export function address(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return text === '' ? path : `${path}?${text}`;
}

function isErrorBody(body: unknown): body is ErrorBody {
  return typeof body === 'object' && body !== null && 'code' in body && 'message' in body;
}

async function problemOf(response: Response): Promise<Problem> {
  const wait = Number(response.headers.get('Retry-After') ?? Number.NaN);
  const retryAfter = Number.isFinite(wait) ? wait : undefined;
  // A proxy in between may answer in its own words, which say less than the status.
  const body: unknown = await response.json().catch(() => undefined);
  if (isErrorBody(body)) return new Problem(body.code, body.message, fieldsOf(body), retryAfter);
  return new Problem(codeOfStatus[response.status] ?? 'internal', response.statusText, {}, retryAfter);
}

/**
 * Asks the server and gives its answer.
 *
 * Throws {@link Problem} for every answer that is no success, and with `unreachable` where none came. An aborted
 * request throws the abort itself.
 */
export async function request<Answer>(method: Method, path: string, extras: Extras = {}): Promise<Answer> {
  const { query, body, version, signal } = extras;
  const headers: Record<string, string> = { 'X-Roamline': '1', Accept: 'application/json' };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (version !== undefined) headers['If-Match'] = `"${version}"`;
  let response: Response;
  try {
    response = await fetch(address(path, query), {
      method,
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    lost();
    throw new Problem('unreachable', String(error));
  }
  if (!response.ok) {
    const problem = await problemOf(response);
    if (problem.code === 'unreachable') lost();
    else heard();
    throw problem;
  }
  heard();
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as Answer;
}
