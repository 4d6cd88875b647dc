import { useTranslate } from '@shared/i18n';
import { createElement, type ReactNode } from 'react';
import en from './en.json';

/** Every message of the desktop client. */
export const messages = en;

/** The translate function for keys of the desktop's and of the shared catalogue. */
export const useT = useTranslate<keyof typeof en>;

/** What `<strong>` in a message becomes. */
export const strong = (chunks: ReactNode[]): ReactNode => createElement('strong', null, ...chunks);
