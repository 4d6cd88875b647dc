import { phoneNumber } from '@shared/components/phoneNumber';
import { useCallback } from 'react';
import { useView } from '../api/session';

/** Gives a number as the reader writes it: in national form at home, in international form abroad. */
export function usePhoneNumber(): (number: string) => string {
  const { me } = useView();
  const home = me.site_address.country;
  return useCallback((number) => phoneNumber(number, home), [home]);
}
