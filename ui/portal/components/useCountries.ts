import { addressForms } from '@shared/components/address';
import { useCountryName } from '@shared/components/useCountryName';
import { useMemo } from 'react';
import { useIntl } from 'react-intl';

/** All countries to choose from, by their names in the reader's language. */
export function useCountries() {
  const { locale } = useIntl();
  const countryName = useCountryName();
  return useMemo(() => {
    const { compare } = new Intl.Collator(locale);
    return addressForms.codes.map((code) => ({ id: code, name: countryName(code) })).sort((a, b) => compare(a.name, b.name));
  }, [locale, countryName]);
}
