import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CommitmentEvent } from '../../src/commitments/commitment.events.js';
import { addDays } from '../../src/event-sourcing/days.js';
import { toEntry } from '../../src/event-sourcing/folding.js';
import { held } from '../../src/event-sourcing/held-reader.js';
import type { Reader } from '../../src/event-sourcing/reader.js';
import { ReadModels } from '../../src/event-sourcing/read-models.js';
import { projections } from '../../src/projections.js';
import { made } from '../commitments/commitment.examples.js';
import { idOf } from '../commitments/commitments.examples.js';
import { meetingId } from '../../src/meetings/meeting.commands.js';
import { sources } from '../../src/reporting.sources.js';
import { reporting } from '../../src/meetings/meetings.reporting.queries.js';
import { COMMITTEE } from '../meetings/meetings.examples.js';
import { GrowingLog, itemsOf, placesIn } from '../meetings/reporting.examples.js';
import { dumpOf, readerOf, recordedIn } from '../support/rows.js';
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

const WORDS = { progress: said['progress'] as CommitmentEvent, nothing: said['nothing'] as CommitmentEvent } as const;
/** Something that may move a commitment in the list, or what goes on in another, or the parts of one. */
const step = fc.record({
  what: fc.constantFrom(...(['progress', 'nothing', 'superseded', 'decided', 'moved', 'voided'] as const)),
  of: fc.constantFrom(...COMMITMENTS),
  other: fc.constantFrom(...COMMITMENTS),
});

const listIn = (reader: Reader): readonly object[] => {
  const cycle = reporting.ofMeeting(sources, reader, meetingId(COMMITTEE, MEETING));
  return cycle ? itemsOf(cycle).map(({ line }) => line) : [];
};

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

  it('the list of an open cycle, brought up to date entry by entry, is the one worked out anew', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 3, maxLength: 12 }), (steps) => {
        const log = new GrowingLog();
        // 3 is a part of 2, which is a part of 1.
        for (const n of COMMITMENTS) log.add(n, FIRST, made(n === 2 || n === 3 ? { partOf: idOf(n - 1) } : {}));
        log.open(MEETING, addDays(FIRST, 1));
        const said: [of: number, entryId: string][] = [];
        steps.forEach(({ what, of, other }, n) => {
          const day = addDays(FIRST, 2 + n);
          const voided = said[other % (said.length || 1)];
          if (what === 'superseded') {
            said.push([of, log.add(of, day, { type: 'CommitmentSuperseded', data: { successorIds: [idOf(other)] } })]);
          } else if (what === 'decided') {
            const decision = { decisionId: `decision ${n}`, outcome: 'AGREED', text: 'So be it', affects: [idOf(of)] };
            const stream = `meeting-${meetingId(COMMITTEE, MEETING)}`;
            log.addTo(stream, day, { type: 'DecisionRecorded', data: { ...decision, effects: [] } });
          } else if (what === 'moved') {
            log.add(of, day, { type: 'CommitmentFiled', data: { partOf: other === of ? null : idOf(other) } });
          } else if (what === 'voided') {
            if (!voided) return;
            const data = { entryId: voided[1], reason: 'Why' };
            log.addTo(`commitment-${idOf(voided[0])}`, day, { type: 'EntryVoided', data });
          } else said.push([of, log.add(of, day, WORDS[what])]);
        });

        const live = ReadModels.open(temporaryFolder(), projections);
        const reader = readerOf(live, '2026-12-31');
        recordedIn(log.told).forEach((event, n) => {
          live.project([toEntry(event, n + 1)]);
          const anew = held(reader);
          expect(listIn(reader)).toEqual(listIn(anew));
          anew.release();
        });
        expect(listIn(reader)).toHaveLength(COMMITMENTS.length);
        live.close();
      }),
      { numRuns: 40 },
    );
  });
});
