import { describe, expect, it } from 'vitest';
import { me, personal } from '../test/data';
import { apply, viewOf } from './snapshot';
import type { LiveEvent, PersonalLocation, Snapshot } from './types';

const [home] = personal as [PersonalLocation];
const start: Snapshot = { cursor: 5, entities: [{ kind: 'me', value: me }, { kind: 'personal_location', value: home }] };
const put = (seq: number, name: string): LiveEvent => ({ seq, change: 'put', entity: { kind: 'personal_location', value: { ...home, name } } });

describe('the snapshot', () => {
  it('takes what is new in the place of what was', () => {
    const next = apply(start, put(6, 'Cottage'));
    expect(next.cursor).toBe(6);
    expect(viewOf(next)?.personal.map(({ name }) => name)).toEqual(['Cottage']);
  });

  it('takes what it did not have', () => {
    const other: LiveEvent = { seq: 9, change: 'put', entity: { kind: 'personal_location', value: { ...home, id: 'another', name: 'Attic' } } };
    expect(viewOf(apply(start, other))?.personal.map(({ name }) => name)).toEqual(['Attic', 'Home']);
  });

  it('loses what was removed', () => {
    const next = apply(start, { seq: 7, change: 'removed', key: { kind: 'personal_location', id: home.id } });
    expect(viewOf(next)?.personal).toEqual([]);
  });

  it('does not change for an event that it has seen', () => {
    expect(apply(start, put(5, 'Cottage'))).toBe(start);
  });

  it('does not change what it was made from', () => {
    apply(start, put(6, 'Cottage'));
    expect(viewOf(start)?.personal.map(({ name }) => name)).toEqual(['Home']);
  });

  it('is no view before the server has put its owner in', () => {
    expect(viewOf({ cursor: 0, entities: [] })).toBeUndefined();
  });
});
