import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ReactNode } from 'react';
import { createIntl } from 'react-intl';
import { describe, expect, it } from 'vitest';
import desktop from '../../desktop/i18n/en.json';
import portal from '../../portal/i18n/en.json';
import { addressForms } from '../components/address';
import shared from './en.json';

const root = join(import.meta.dirname, '../..');

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.'))
    .map((name) => readFileSync(join(root, folder, name), 'utf8'));
}

/** Keys given to t() or t.rich() as plain text; those put together at run time are held by their types. */
function usedKeys(folder: string): string[] {
  return sources(folder).flatMap((text) => [...text.matchAll(/\bt(?:\.rich)?\(\s*'([^']+)'/g)].map(([, key]) => key ?? ''));
}

describe.each([
  ['shared', shared, {}],
  ['desktop', desktop, shared],
  ['portal', portal, shared],
] as const)('the catalogue of %s', (folder, own, inherited) => {
  it('has every key that is used', () => {
    const known = new Set([...Object.keys(own), ...Object.keys(inherited)]);
    expect(usedKeys(folder).filter((key) => !known.has(key))).toEqual([]);
  });

  it('has messages that can be read', () => {
    for (const [key, message] of Object.entries(own)) {
      const problems: string[] = [];
      const intl = createIntl({ locale: 'en', messages: own, onError: (error) => problems.push(error.code) });
      void intl.formatMessage({ id: key }, everyValue(message));
      expect(problems, key).toEqual([]);
    }
  });

  it('takes no key from another catalogue', () => {
    expect(Object.keys(own).filter((key) => key in inherited)).toEqual([]);
  });
});

/** Some value for each placeholder and each tag of a message. */
function everyValue(message: string): Record<string, number | ((chunks: ReactNode[]) => ReactNode)> {
  const names = [...message.matchAll(/\{\s*(\w+)\s*[,}]/g)].map(([, name]) => [name, 2] as const);
  const tags = [...message.matchAll(/<(\w+)>/g)].map(([, name]) => [name, (chunks: ReactNode[]) => chunks] as const);
  return Object.fromEntries([...names, ...tags]);
}

it('names every field that any country asks for', () => {
  const labels = [...addressForms.countries, addressForms.generic].flatMap(({ fields }) => fields.map(({ label }) => label));
  expect(labels.filter((label) => !(`address.label.${label}` in shared))).toEqual([]);
});
