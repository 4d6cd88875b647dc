import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** A number for people: in national form at home, in international form abroad. `number` is E.164. */
export function phoneNumber(number: string, homeCountry: string | null | undefined): string {
  const parsed = parsePhoneNumberFromString(number);
  if (parsed === undefined) return number;
  return parsed.country !== undefined && parsed.country === homeCountry ? parsed.formatNational() : parsed.formatInternational();
}
