import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CommitmentEvent } from '../../src/commitments/commitment.events.js';
import { addDays } from '../../src/event-sourcing/days.js';
import { toEntry } from '../../src/event-sourcing/folding.js';
import { ReadModels } from '../../src/event-sourcing/read-models.js';
import { projections } from '../../src/projections.js';
import { made } from '../commitments/commitment.examples.js';
import { idOf } from '../commitments/commitments.examples.js';
import { GrowingLog, placesIn } from '../meetings/reporting.examples.js';
import { dumpOf, recordedIn } from '../support/rows.js';
import { temporaryFolder } from '../support/temporary.js';

const FIRST = '2025-09-01';
const MEETING = '2026-03-03';
const COMMITMENTS = [1, 2, 3, 4];
const TABLES = ['reporting_cycles', 'reporting_lists', 'decision_words', 'commitments', 'commitment_tags'];

const said: Readonly<Record<string, CommitmentEvent>> = {
  progress: { type: 'ProgressReported', data: { summary: 'So far' } },
  nothing: { type: 'NothingToReportDeclared', data: { reason: 'On course' } },
  felt: { type: 'ImpactRecorded', data: { statement: 'It helps', expectedOrObserved: 'OBSERVED' } },
  started: { type: 'WorkStarted', data: {} },
};

/** Something said of a commitment, some days after what was said before, and perhaps about days before that. */
const word = fc.record({
  of: fc.constantFrom(...COMMITMENTS),
  what: fc.constantFrom('progress', 'nothing', 'felt', 'started'),
  passed: fc.nat(2),
  ago: fc.nat(3),
  isVoided: fc.boolean(),
});
/** What comes before a cycle opens, while it is open, and after it closed. */
const story = fc.record({
  before: fc.array(word, { maxLength: 4 }),
  during: fc.array(word, { maxLength: 5 }),
  after: fc.array(word, { minLength: 1, maxLength: 5 }),
});

type Word = typeof word extends fc.Arbitrary<infer W> ? W : never;

/** The rule, told as naively as it can be: what was last heard of each while the cycle was open, most telling first. */
const heardOf = (words: readonly Word[]) =>
  Object.fromEntries(
    COMMITMENTS.map((n) => {
      const own = words.filter(({ of, isVoided }) => of === n && !isVoided).map(({ what }) => what);
      const isReported = own.includes('progress') || own.includes('felt');
      return [n, isReported ? 'REPORTED' : own.includes('nothing') ? 'NOTHING_TO_REPORT' : 'NO_UPDATE'];
    }),
  );

describe('Whatever is said around a reporting cycle', () => {
  it('its list holds what was said while it was open, for ever, and is the same when it is built anew', () => {
    fc.assert(
      fc.property(story, ({ before, during, after }) => {
        const log = new GrowingLog();
        let day = FIRST;
        const tell = (words: readonly Word[]) => {
          for (const { of, what, passed, ago, isVoided } of words) {
            day = addDays(day, passed);
            const entryId = log.add(of, addDays(day, -ago), said[what] as CommitmentEvent, day);
            if (!isVoided) continue;
            const data = { entryId, reason: 'Why' };
            log.addTo(`commitment-${idOf(of)}`, addDays(day, -ago), { type: 'EntryVoided', data }, day);
          }
        };
        for (const n of COMMITMENTS) log.add(n, addDays(FIRST, -30), made());
        tell(before);
        log.open(MEETING, day);
        tell(during);
        log.close(MEETING, day);
        const frozen = placesIn(log.cycle(MEETING));
        expect(frozen).toEqual(heardOf(during));

        tell(after);
        const anew = log.rows();
        expect(placesIn(log.cycle(MEETING, anew))).toEqual(frozen);
        const live = ReadModels.open(temporaryFolder(), projections);
        recordedIn(log.told).forEach((event, n) => live.project([toEntry(event, n + 1)]));
        expect(dumpOf({ ...anew, db: live.db }, TABLES)).toEqual(dumpOf(anew, TABLES));
        live.close();
      }),
      { numRuns: 25 },
    );
  });
});
