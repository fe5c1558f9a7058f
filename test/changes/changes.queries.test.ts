import { describe, expect, it } from '@jest/globals';
import { CHANGE_KINDS, type Window } from '../../src/changes/changes.queries.js';
import { commitmentWords } from '../../src/commitments/commitment.events.js';
import { kindOf } from '../../src/changes/changes.kinds.js';
import { made } from '../commitments/commitment.examples.js';
import { to } from '../commitments/commitments.examples.js';
import { asking, dayOf } from './changes.examples.js';

describe('what changed', () => {
  it('has a kind for everything that can happen to a commitment, each with a name of its own', () => {
    const kinds = [...Object.keys(commitmentWords), 'ReportingClosed', 'EntryVoided', 'WordsErased'].map(kindOf);
    expect(kinds).not.toContain(undefined);
    expect([new Set(kinds), kinds.length]).toEqual([new Set(CHANGE_KINDS), CHANGE_KINDS.length]);
  });

  it('is found behind thousands of entries of others, and counted while others have their turn', async () => {
    const quiet = to(2, dayOf(0), made({ title: 'Quiet' }));
    const first = to(1, dayOf(0), made({ title: 'Loud' }));
    const reports = Array.from({ length: 3_000 }, (_, n) =>
      to(1, dayOf(1), { type: 'ProgressReported', data: { summary: `Step ${n}`, percent: n % 100 } }),
    );
    const record = asking([quiet, first, ...reports]);
    const windows: Window[] = [
      { column: 'seq', from: 0, to: 3_002 },
      { column: 'stated_on', from: dayOf(-1), to: dayOf(1) },
    ];
    for (const window of windows) {
      let turns = 0;
      const ticking = setInterval(() => turns++, 0);
      const { nodes } = await record.page(window);
      expect(nodes.map(({ commitmentId }) => commitmentId.slice(-1))).toEqual(['1', '2']);
      expect(nodes[0]?.fields).toContainEqual({ field: 'percent', from: null, to: '99%' });
      expect([nodes[0]?.entryCount, nodes[0]?.entries.length]).toEqual([3_001, 20]);
      expect(await record.total(window)).toBe(2);
      expect(await record.counts(window, { commitment: { text: 'quiet' } })).toEqual([{ kind: 'MADE', count: 1 }]);
      clearInterval(ticking);
      expect(turns).toBeGreaterThan(0);
    }
    record.close();
  });
});
