import { useTranslate } from '../i18n';
import { type Address, type AddressForms, addressForms, addressLines } from './address';
import styles from './Address.module.css';
import { useCountryName } from './useCountryName';

/** Props of {@link AddressLines}. */
export interface AddressLinesProps {
  address: Address;
  /** All in one line, for a list or a sentence. */
  isOneLine?: boolean;
  /** The reader's own country, which need not be said. */
  homeCountry?: string;
  forms?: AddressForms;
}

/** An address as its country writes it. */
export function AddressLines({ address, isOneLine = false, homeCountry, forms = addressForms }: AddressLinesProps) {
  const t = useTranslate();
  const countryName = useCountryName();
  const lines = addressLines(address, forms);
  if (lines.length === 0) return <span className={styles.none}>{t('address.none')}</span>;
  if (homeCountry !== undefined && homeCountry !== address.country) lines.push(countryName(address.country));
  if (isOneLine) return <span>{lines.join(', ')}</span>;
  return (
    <address className={styles.lines}>
      {lines.map((line, index) => (
        <span key={index}>{line}</span>
      ))}
    </address>
  );
}
