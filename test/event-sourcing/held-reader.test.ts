import { describe, expect, it } from '@jest/globals';
import { bodiesProjection } from '../../src/bodies/bodies.projection.js';
import { held } from '../../src/event-sourcing/held-reader.js';
import type { Reader } from '../../src/event-sourcing/reader.js';
import { on, rowsOf } from '../support/rows.js';

const founded = on('2025-09-02', 'body-board', {
  type: 'BodyEstablished',
  data: { name: 'Board', aliases: [], kind: 'BOARD' },
});
const nameIn = ({ prepare }: Reader) => prepare('select name from bodies').get()?.['name'];

describe('a reader that is held', () => {
  it('goes on seeing the rows as they were when others change them', () => {
    const reader = rowsOf([bodiesProjection], [founded]);
    const still = held(reader);
    reader.db.exec(`update bodies set name = 'Panel'`);
    expect([nameIn(reader), nameIn(still)]).toEqual(['Panel', 'Board']);
    still.release();
  });

  it('is let go of once, however often it is released', () => {
    const still = held(rowsOf([bodiesProjection], [founded]));
    still.release();
    still.release();
    expect(still.db.isOpen).toBe(false);
  });

  it('is itself where nothing can change: in a past', () => {
    const past = { ...rowsOf([bodiesProjection], [founded]), isPast: true };
    const still = held(past);
    still.release();
    expect(still.db).toBe(past.db);
    expect(past.db.isOpen).toBe(true);
  });
});
