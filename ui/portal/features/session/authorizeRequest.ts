import type { AuthorizeRequest } from '../../api/types';

const names = ['response_type', 'client_id', 'redirect_uri', 'state', 'code_challenge', 'code_challenge_method'] as const;

/** What a native client asks for in the page's address (RFC 6749 section 4.1.1); null where something is missing. */
export function authorizeRequest(search: string): AuthorizeRequest | null {
  const given = new URLSearchParams(search);
  const request: Partial<Record<(typeof names)[number], string>> = {};
  for (const name of names) {
    const [value, second] = given.getAll(name);
    // A parameter that stands twice makes the request invalid (section 3.1).
    if (value === undefined || value === '' || second !== undefined) return null;
    request[name] = value;
  }
  return request as AuthorizeRequest;
}
