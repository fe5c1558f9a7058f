import { describe, expect, it } from '@jest/globals';
import { linesOf } from '../../src/changes/changes.kept.js';

import { countOf, toEntry } from '../../src/event-sourcing/entry-rows.js';
import { ReadModels } from '../../src/event-sourcing/read-models.js';
import type { Reader } from '../../src/event-sourcing/reader.js';
import { projections } from '../../src/projections.js';
import { made } from '../commitments/commitment.examples.js';
import { streamOfNth } from '../commitments/commitments.examples.js';
import { on, recordedIn, type Told } from '../support/rows.js';
import { temporaryFolder } from '../support/temporary.js';

const [ONE, OTHER] = [streamOfNth(1), streamOfNth(2)];
const told: readonly Told[] = [
  { ...on('2025-09-02', ONE, made({ title: 'Launch the packs' })), id: 'e1' },
  { ...on('2025-09-02', OTHER, made({ title: 'Open the hub' })), id: 'e2' },
  { ...on('2025-10-01', ONE, { type: 'WorkStarted', data: {} }), id: 'e3' },
  { ...on('2025-10-01', ONE, { type: 'EntryVoided', data: { entryId: 'e3', reason: 'A mistake' } }), id: 'e4' },
  { ...on('2025-10-02', ONE, { type: 'WordsErased', data: { entryId: 'e1', requestRef: 'DP-1' } }), id: 'e5' },
];

/** The read models after so many of these events, and what is kept of both streams; events are added as time goes by. */
const keeping = () => {
  const models = ReadModels.open(temporaryFolder(), projections);
  const entries = recordedIn(told).map((event, n) => toEntry(event, n + 1));
  const reader: Reader = {
    ...{ db: models.db, prepare: models.prepare, day: '2025-12-02', isPast: false, seq: 0 },
    settleHistory: () => undefined,
    storedOf: (stream) => countOf(models.prepare, stream),
  };
  return {
    after: (count: number) => {
      models.project(entries.slice(models.seq, count));
      return linesOf(reader, [ONE, OTHER]) as [ReturnType<typeof linesOf>[0], ReturnType<typeof linesOf>[0]];
    },
    close: () => models.close(),
  };
};

describe('what is kept of the entries behind changes', () => {
  it('is read anew for streams of new entries, and for no other', () => {
    const { after, close } = keeping();
    const [one, other] = after(2);
    const [more, same] = after(3);
    expect([one.ids, more.ids]).toEqual([['e1'], ['e1', 'e3']]);
    expect(same).toBe(other);
    expect(after(3)[0]).toBe(more);
    const [voided] = after(4);
    expect([more.line(1).voidedBy, voided.line(1).voidedBy, voided.changes[1]]).toEqual([null, 'e4', []]);
    close();
  });

  it('is forgotten as a whole when words are erased', () => {
    const { after, close } = keeping();
    const [, other] = after(4);
    const [erased, another] = after(5);
    expect(another).not.toBe(other);
    expect(JSON.stringify(erased.changes)).not.toContain('Launch the packs');
    close();
  });
});
