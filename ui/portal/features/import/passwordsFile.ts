import type { FirstPassword } from '../../api/types';

/** One field of a CSV file (RFC 4180). */
const field = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** The first passwords as a CSV file. */
export function passwordsFile(passwords: readonly FirstPassword[]): string {
  const rows = [['email', 'password'], ...passwords.map(({ email, password }) => [email, password])];
  return rows.map((row) => `${row.map(field).join(',')}\r\n`).join('');
}
