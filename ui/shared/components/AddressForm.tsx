import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import { useTranslate } from '../i18n';
import { type Address, type AddressField, type AddressForms, addressForms, formatOf, labelKey } from './address';
import styles from './Address.module.css';
import type { ChoiceItem } from './Choice';
import { ComboBox } from './ComboBox';
import { TextField } from './TextField';
import { useCountryName } from './useCountryName';

/** Props of {@link AddressForm}. */
export interface AddressFormProps {
  value: Address;
  onChange: (address: Address) => void;
  /** What is wrong, by element; `country` too. */
  errors?: Readonly<Record<string, string>>;
  isDisabled?: boolean;
  forms?: AddressForms;
}

/** What browsers know of these elements, so that they can offer what the person typed elsewhere. */
const autoComplete: Readonly<Record<string, string>> = { a1: 'address-level1', a3: 'address-level2', pc: 'postal-code' };

/** Asks for an address with the fields, the names and the order of its country. */
export function AddressForm({ value, onChange, errors = {}, isDisabled = false, forms = addressForms }: AddressFormProps) {
  const t = useTranslate();
  const { locale } = useIntl();
  const countryName = useCountryName();
  const countries = useMemo((): ChoiceItem[] => {
    const { compare } = new Intl.Collator(locale);
    return forms.codes.map((code) => ({ id: code, name: countryName(code) })).sort((a, b) => compare(a.name, b.name));
  }, [forms, locale, countryName]);

  // Values that the new country does not ask for are kept, so that a wrong choice can be taken back;
  // tidyAddress leaves them out when the form is sent.
  const set = (element: string, text: string) => onChange({ ...value, [element]: text });

  const field = (spec: AddressField) => (
    <div key={spec.element} className={styles.field} data-width={spec.width}>
      <TextField
        label={t(labelKey(spec))}
        value={value[spec.element] ?? ''}
        onChange={(text) => set(spec.element, text)}
        optional={!spec.required}
        isRequired={spec.required}
        isDisabled={isDisabled}
        error={errors[spec.element]}
        maxLength={255}
        autoComplete={autoComplete[spec.element] ?? 'off'}
      />
    </div>
  );

  return (
    <div className={styles.form} role="group" aria-label={t('address.legend')}>
      <div className={styles.field} data-width="long">
        <ComboBox
          label={t('address.country')}
          items={countries}
          value={value.country === '' ? null : value.country}
          onChange={(id) => {
            if (id !== null) set('country', String(id));
          }}
          isDisabled={isDisabled}
          error={errors.country}
        />
      </div>
      {value.country === '' ? null : formatOf(forms, value.country).fields.map(field)}
    </div>
  );
}
