import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** A number for people: in national form at home, in international form abroad. `number` is E.164. */
export function phoneNumber(number: string, homeCountry: string | null | undefined): string {
  const parsed = parsePhoneNumberFromString(number);
  if (parsed === undefined) return number;
  return parsed.country !== undefined && parsed.country === homeCountry ? parsed.formatNational() : parsed.formatInternational();
}

/** What can be dialled, or why a text is nothing to dial. */
export type Dialled = { number: string } | { wrong: 'empty' | 'characters' | 'too_long' };

/** Reads a number or an extension as people type or paste it: spaces, brackets, dashes, dots, `tel:`, `+44 (0)20`. */
export function dialled(text: string): Dialled {
  const spelled = text.trim().replace(/^tel:/i, '').replace(/\s/g, '');
  const number = (spelled.startsWith('+') ? spelled.replace('(0)', '') : spelled).replace(/[-.()/\u2010\u2011\u2013\u202a\u202c]/g, '');
  const digits = number.replace(/^\+/, '');
  if (digits === '') return { wrong: 'empty' };
  if (!/^[0-9*#]+$/.test(digits)) return { wrong: 'characters' };
  return digits.length > 31 ? { wrong: 'too_long' } : { number };
}
