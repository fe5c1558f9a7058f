import fc from 'fast-check';
import type { CommitmentEvent } from '../../src/commitments/commitment.events.js';
import { commitmentsProjection } from '../../src/commitments/commitments.projection.js';
import { addDays } from '../../src/event-sourcing/days.js';
import type { EntryEvent } from '../../src/event-sourcing/entries.js';
import { streamOf } from '../../src/event-sourcing/messages.js';
import type { Reader } from '../../src/event-sourcing/reader.js';
import { dumpOf, on, rowsOf, type Told } from '../support/rows.js';
import { happened, housing, january, made, march } from './commitment.examples.js';

type Any = CommitmentEvent | EntryEvent;

/** The id of the nth commitment of a test. */
export const idOf = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
/** The stream of the nth commitment of a test. */
export const streamOfNth = (n: number): string => streamOf('commitment', idOf(n));

/** What happened to the nth commitment on a day. */
export const to = (n: number, day: string, event: Any, statedOn = day): Told =>
  on(day, streamOfNth(n), event, statedOn);

/** The rows of commitments to which this happened, read on a day. */
export const commitmentRows = (told: readonly Told[], today?: string): Reader =>
  rowsOf([commitmentsProjection], told, today);

/** Everything the projection keeps, whatever the order of its rows; searched words by what finds them. */
export const keptIn = (reader: Reader): Record<string, unknown> => ({
  ...dumpOf(reader, ['commitments', 'commitment_tags', 'commitment_saved', 'commitment_counts']),
  views: reader.prepare('select stream, view from views order by stream').all(),
  changes: reader.prepare(`select id, changes from entries where type <> 'EntryVoided' order by id`).all(),
  found: ['pack*', 'hub', 'housing'].map((words) =>
    reader
      .prepare(
        `select c.id from commitment_text t join commitments c on c.rowid = t.rowid
         where commitment_text match ? order by c.id`,
      )
      .all(words),
  ),
});

/** The first day of these histories. */
export const START_DAY = '2025-01-01';

const names = fc.constantFrom('Housing', 'Health', 'Virtual School');
const ids = fc.option(fc.constantFrom(idOf(91), idOf(92)));

/** Any making. */
export const making = fc
  .record({
    title: fc.constantFrom('Launch the new packs', 'Open a hub', 'Housing charter'),
    audiences: fc.subarray(['care leavers', 'cared for children']),
    target: fc.constantFrom(january, march, undefined),
    lead: fc.constantFrom(housing, undefined),
    planId: ids,
    workstreamId: ids,
    programmeId: ids,
    initialState: fc.constantFrom('PROPOSED', 'AGREED', 'IN_PROGRESS', 'COMPLETED'),
  })
  .map(({ planId, workstreamId, programmeId, target, lead, ...terms }): Any =>
    made({
      ...terms,
      ...(planId ? { planId } : {}),
      ...(workstreamId ? { workstreamId } : {}),
      ...(programmeId ? { programmeId } : {}),
      ...(target ? { target } : {}),
      ...(lead ? { lead } : {}),
    }),
  );

/** Anything that can happen to a commitment that was made. */
export const later: fc.Arbitrary<Any> = fc.oneof(
  fc.constantFrom<Any>(...Object.values(happened).map(({ type, data }) => ({ type, data }) as Any)),
  names.map((name): Any => ({ type: 'ProgressReported', data: { summary: `${name} wrote` } })),
  fc
    .integer({ min: 0, max: 100 })
    .map((percent): Any => ({ type: 'ProgressReported', data: { summary: 'So far', percent } })),
  fc
    .record({ rating: fc.constantFrom('GREEN', 'AMBER'), assessor: fc.constantFrom('LEAD', 'BOARD') })
    .map((data): Any => ({ type: 'RatingAssessed', data })),
  fc
    .record({
      name: fc.option(names),
      from: fc.option(fc.integer({ min: 0, max: 800 })),
      days: fc.option(fc.integer({ min: 0, max: 90 })),
    })
    .map(({ name, from, days }): Any => {
      const first = addDays(START_DAY, from ?? 0);
      return {
        type: 'LeadAppointed',
        data: {
          lead: name === null ? null : { name, kind: 'TEAM' },
          ...(from === null ? {} : { from: first }),
          ...(from === null || days === null ? {} : { until: addDays(first, days) }),
        },
      };
    }),
  names.map((name): Any => ({ type: 'ContributorsChanged', data: { added: [{ name, kind: 'TEAM' }], removed: [] } })),
  fc.constantFrom('Open two hubs', 'New packs').map((title): Any => ({
    type: 'CommitmentReworded',
    data: { title, reason: 'Clearer', oldTitleStaysAlias: true },
  })),
  ids.map((workstreamId): Any => ({ type: 'CommitmentFiled', data: { workstreamId } })),
);

/** What happened to up to five commitments, each thing on a day of its own, in the order of days. */
export const histories: fc.Arbitrary<readonly Told[]> = fc
  .array(fc.record({ making: fc.option(making, { freq: 8 }), later: fc.array(later, { maxLength: 12 }) }), {
    minLength: 1,
    maxLength: 5,
  })
  .map((commitments) =>
    commitments.flatMap(({ making, later }, n) =>
      [...(making ? [making] : []), ...later].map((event, index) => ({
        ...to(n, addDays(START_DAY, index * 7), event, '2025-12-01'),
        id: `0000000${n}-0000-4000-8000-${String(index).padStart(12, '0')}`,
      })),
    ),
  );
