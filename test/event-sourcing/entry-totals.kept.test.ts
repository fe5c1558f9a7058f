import { describe, expect, it } from '@jest/globals';
import { toEntry } from '../../src/event-sourcing/entry-rows.js';
import { totalsStated } from '../../src/event-sourcing/entry-totals.kept.js';
import { ReadModels } from '../../src/event-sourcing/read-models.js';
import { projections } from '../../src/projections.js';
import { dayOf } from '../changes/changes.examples.js';
import { made } from '../commitments/commitment.examples.js';
import { streamOfNth } from '../commitments/commitments.examples.js';
import { on, readerOf, recordedIn, type Told } from '../support/rows.js';
import { temporaryFolder } from '../support/temporary.js';

const DAYS = 40;
/** Days stated go up and down, and plans are drawn up in between. */
const told: readonly Told[] = Array.from({ length: 620 }, (_, n) => {
  const day = dayOf((n * 7) % DAYS);
  if (n < 300 || n % 5 === 0) {
    return on(day, `workstream-${n}`, { type: 'WorkstreamEstablished', data: { name: `Work ${n}`, aliases: [] } });
  }
  return n % 3 === 0
    ? on(day, streamOfNth(n), made({ title: 'Launch the packs' }))
    : on(day, streamOfNth(n - (n % 3)), { type: 'WorkStarted', data: {} });
});

describe('how many entries were stated by each day', () => {
  it('is followed entry by entry, and the same whenever it is first asked for', () => {
    const entries = recordedIn(told).map((event, n) => toEntry(event, n + 1));
    const models = ReadModels.open(temporaryFolder(), projections);
    const reader = readerOf(models, dayOf(DAYS));
    const oneByOne = (after: string, to: string) =>
      new Map(
        models.db
          .prepare(
            `select type, count(*) as n from entries where stream like 'commitment-%' and stated_on > ? and stated_on <= ?
             group by type`,
          )
          .all(after, to)
          .map(({ type, n }) => [type, n]),
      );
    const some = (totals: ReadonlyMap<string, number>) => new Map([...totals].filter(([, n]) => n > 0));
    // The first commitment comes behind the first mark, when totals were asked for already.
    for (const count of [0, 1, 290, 310, 311, 515, 620]) {
      models.project(entries.slice(models.seq, count));
      for (const [after, to] of [
        [-1, 0],
        [3, 3],
        [5, 17],
        [0, DAYS],
      ] as const) {
        const asked = some(totalsStated(reader, 'commitment', dayOf(after), dayOf(to)));
        expect([count, after, to, asked]).toEqual([count, after, to, oneByOne(dayOf(after), dayOf(to))]);
      }
    }
    const again = ReadModels.open(temporaryFolder(), projections);
    again.project(entries);
    const fresh = readerOf(again, dayOf(DAYS));
    const whole = [dayOf(-1), dayOf(DAYS)] as const;
    expect(totalsStated(fresh, 'commitment', ...whole)).toEqual(totalsStated(reader, 'commitment', ...whole));
    models.close();
    again.close();
  });
});
