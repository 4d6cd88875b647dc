import type { ReactNode } from 'react';
import { useMemo } from 'react';
import { I18nProvider } from 'react-aria-components';
import type { IntlShape } from 'react-intl';
import { IntlProvider, useIntl } from 'react-intl';
import en from './en.json';

/** A key of the catalogue that both front ends share. */
export type SharedKey = keyof typeof en;

type Plain = string | number | Date;
type Rich = Plain | ReactNode | ((chunks: ReactNode[]) => ReactNode);

/** Gives the text of a message; unknown keys do not compile. */
export interface Translate<Key extends string> {
  (key: Key, values?: Record<string, Plain>): string;
  /** For messages with markup in them: `<strong>` and other tags are given as functions. */
  rich: (key: Key, values: Record<string, Rich>) => ReactNode;
}

function translator<Key extends string>(intl: IntlShape): Translate<Key> {
  const plain = (key: Key, values?: Record<string, Plain>) => intl.formatMessage({ id: key }, values);
  const rich = (key: Key, values: Record<string, Rich>) => intl.formatMessage({ id: key }, values);
  return Object.assign(plain, { rich });
}

/** The translate function for the shared catalogue and the keys named in the type argument. */
export function useTranslate<Key extends string = never>(): Translate<Key | SharedKey> {
  const intl = useIntl();
  return useMemo(() => translator<Key | SharedKey>(intl), [intl]);
}

/** The user's own kind of English for dates and numbers, as long as English is the one catalogue. */
export function supportedLocale(wanted: readonly string[]): string {
  return wanted.find((locale) => locale === 'en' || locale.startsWith('en-')) ?? 'en';
}

/** Gives everything below it the catalogue and the locale. */
export function Messages({ messages, children }: { messages?: Record<string, string>; children: ReactNode }) {
  const locale = supportedLocale(navigator.languages);
  const all = useMemo(() => ({ ...en, ...messages }), [messages]);
  return (
    <IntlProvider locale={locale} defaultLocale="en" messages={all}>
      <I18nProvider locale={locale}>{children}</I18nProvider>
    </IntlProvider>
  );
}
