import { useTranslate } from '@shared/i18n';
import { createElement, type ReactNode } from 'react';
import en from './en.json';

/** Every message of the portal. */
export const messages = en;

/** The translate function for keys of the portal's and of the shared catalogue. */
export const useT = useTranslate<keyof typeof en>;

/** What `<strong>` in a message becomes. */
export const strong = (chunks: ReactNode[]) => createElement('strong', { key: 'strong' }, ...chunks);
