import type { Day } from '../event-sourcing/days.js';
import { idOf } from '../event-sourcing/messages.js';
import type { Reader } from '../event-sourcing/reader.js';
import type { Asked, Word, WordsSince } from '../naming/heard.js';
import { coversOn, leadOn } from '../naming/leads.js';
import type { Succession } from '../naming/succession.js';
import { foundByIds, viewsOf } from './commitments.kept.js';
import { NOTHING_TO_REPORT } from './commitments.rows.view.js';

/** Entries that are a word about the work, so that no cycle finds the commitment without an update. */
export const WORDS = [
  'ProgressReported',
  'NothingToReportDeclared',
  'RatingAssessed',
  'ImpactRecorded',
  'EvidenceAttached',
  'CompletionReported',
  'TargetMoveRequested',
  'CommitmentHeld',
  'CommitmentResumed',
  'CommitmentWithdrawn',
] as const;

/**
 * What reporting cycles ask of the commitments; one statement each, however many ids. `cross join` begins with the ids:
 * SQLite would else compare each of thousands with every tag of a kind.
 */
export const heardCommitments = {
  /**
   * Of which a word is due in a cycle that opens on this day, as the plan orders them: PROPOSED, AGREED, IN_PROGRESS,
   * or on hold past the review day, which is so from the day after it.
   */
  expectedOn: ({ prepare }: Reader, day: Day): readonly string[] =>
    prepare(
      `select c.id from commitments c where c.state in ('PROPOSED', 'AGREED', 'IN_PROGRESS') or (c.state = 'ON_HOLD'
         and exists (select 1 from views v where v.stream = 'commitment-' || c.id and v.view ->> '$.reviewOn' < ?))
       order by c.place`,
    )
      .all(day)
      .map(({ id }) => id as string),

  /** Those with these ids, in any order; unknown ids are left out. */
  asked: ({ prepare }: Reader, ids: readonly string[]): readonly Asked[] =>
    prepare(
      `select c.id, c.part_of as partOf, c.starts_on as earliest, c.due_on as latest, c.said_on as saidOn
       from json_each(?) wanted cross join commitments c on c.id = wanted.value`,
    ).all(JSON.stringify(ids)) as unknown as readonly Asked[],

  /** The commitments that superseded these. */
  successors: ({ prepare }: Reader, ids: readonly string[]): readonly Succession[] =>
    prepare(
      `select t.id, t.value as heir from json_each(?) wanted
       cross join commitment_tags t on t.id = wanted.value and t.kind = 'SUPERSEDED_BY'`,
    ).all(JSON.stringify(ids)) as unknown as readonly Succession[],

  /** The commitments that these superseded. */
  predecessors: ({ prepare }: Reader, ids: readonly string[]): readonly Succession[] =>
    prepare(
      `select t.id, t.value as heir from json_each(?) wanted
       cross join commitment_tags t on t.kind = 'SUPERSEDED_BY' and t.value = wanted.value`,
    ).all(JSON.stringify(ids)) as unknown as readonly Succession[],

  /** The parts of these. */
  parts: ({ prepare }: Reader, ids: readonly string[]): readonly string[] =>
    prepare('select c.id from json_each(?) wanted cross join commitments c on c.part_of = wanted.value')
      .all(JSON.stringify(ids))
      .map(({ id }) => id as string),

  /** The latest day from `from` on of which each of these was said to have nothing to report, to this meeting or to none. */
  nothingToReport: (
    { prepare }: Reader,
    ids: readonly string[],
    { meetingId, from }: WordsSince,
  ): ReadonlyMap<string, Day> =>
    new Map(
      prepare(
        `select t.id, max(t.from_day) as statedOn from json_each(?) wanted
         cross join commitment_tags t on t.id = wanted.value and t.kind = ? and t.value in ('', ?)
         where t.from_day >= ? group by t.id`,
      )
        .all(JSON.stringify(ids), NOTHING_TO_REPORT, meetingId, from)
        .map(({ id, statedOn }) => [id as string, statedOn as Day]),
    ),

  /** Every word about these, in the order of recording; read entry by entry, so for a page of commitments, not for all. */
  words(reader: Reader, ids: readonly string[], { from, meetingId }: WordsSince): readonly Word[] {
    if (ids.length === 0) return [];
    // What voids an entry may have been told later than this past.
    if (reader.isPast) for (const id of ids) reader.settleHistory(`commitment-${id}`);
    return reader
      .prepare(
        `select e.stream, e.id as entryId, e.type, e.stated_on as statedOn, e.seq
         from json_each(?) wanted cross join entries e on e.stream = 'commitment-' || wanted.value
         where e.stated_on >= ? and e.voided_by is null and e.type in (select value from json_each(?))
           and (e.type <> 'NothingToReportDeclared' or coalesce(e.body ->> '$.data.meetingId', ?) = ?)
         order by e.seq`,
      )
      .all(JSON.stringify(ids), from, JSON.stringify(WORDS), meetingId, meetingId)
      .map(({ stream, ...word }) => ({ ...(word as unknown as Word), commitmentId: idOf(stream as string) }));
  },

  /** Those that this team or role leads, covers or contributes to on the day, and those in these workstreams. */
  concerning(
    { prepare, day }: Reader,
    { nameKey, workstreams }: { readonly nameKey: string | null; readonly workstreams: readonly string[] },
  ): ReadonlySet<string> {
    const rows = prepare(
      `select c.id from json_each(?) wanted cross join commitments c on c.workstream_id = wanted.value
       union select t.id from commitment_tags t where t.kind in ('LEAD', 'COVER', 'CONTRIBUTOR') and t.value = ?
         and t.from_day <= ? and t.until_day >= ?`,
    ).all(JSON.stringify(workstreams), nameKey ?? '\n', day, day);
    return new Set(rows.map(({ id }) => id as string));
  },

  /** Those among these ids that are themselves among `under`, or whose plan is; in the order of `ids`. */
  under: (
    { prepare }: Reader,
    ids: readonly string[],
    under: readonly string[],
  ): readonly { readonly id: string; readonly planId: string | null }[] =>
    prepare(
      `select c.id, c.plan_id as planId from json_each(?) wanted cross join commitments c on c.id = wanted.value
       where exists (select 1 from json_each(?) u where u.value in (c.id, c.plan_id)) order by wanted.key`,
    ).all(JSON.stringify(ids), JSON.stringify(under)) as unknown as readonly { id: string; planId: string | null }[],

  /** What these are called, and whom to ask on the reader's day: who covers for the lead, or else the lead; by id. */
  called: (
    reader: Reader,
    ids: readonly string[],
  ): ReadonlyMap<
    string,
    { readonly reference: string | null; readonly title: string | null; readonly ask: string | null }
  > =>
    new Map(
      viewsOf(reader, foundByIds(reader, ids)).map(({ id, reference, title, appointments }) => {
        const answering = coversOn(appointments, reader.day)[0] ?? leadOn(appointments, reader.day);
        return [id, { reference, title, ask: answering?.lead?.name ?? null }];
      }),
    ),
};
