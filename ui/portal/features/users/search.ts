/** Rows on a page of users. */
export const PAGE_SIZE = 50;

/** State of the list in the address bar. */
export interface UsersSearch {
  q?: string;
  /** Counted from one. */
  page?: string;
}

/** Takes from the address bar what makes sense, and leaves out the rest. */
export function usersSearch({ q, page }: Record<string, unknown>): UsersSearch {
  const number = Number(page);
  return {
    ...(typeof q === 'string' && q !== '' ? { q } : {}),
    ...(Number.isInteger(number) && number > 1 ? { page: String(number) } : {}),
  };
}
