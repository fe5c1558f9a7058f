import fc from 'fast-check';
import { changes, type ChangeFilter, type Window } from '../../src/changes/changes.queries.js';
import { commitmentWords } from '../../src/commitments/commitment.events.js';
import { commitmentFields } from '../../src/commitments/commitments.fields.view.js';
import { commitmentsProjection } from '../../src/commitments/commitments.projection.js';
import { blankCommitment, type CommitmentView } from '../../src/commitments/commitments.view.js';
import { addDays, effectiveDay } from '../../src/event-sourcing/days.js';
import { toEntry } from '../../src/event-sourcing/entry-rows.js';
import { idOf as uuidOf, type DomainEvent } from '../../src/event-sourcing/messages.js';
import type { Entry } from '../../src/event-sourcing/projection.js';
import { ReadModels } from '../../src/event-sourcing/read-models.js';
import { projections } from '../../src/projections.js';
import { later, making, START_DAY, streamOfNth } from '../commitments/commitments.examples.js';
import { recordedIn, rowsOf, type Told } from '../support/rows.js';
import { temporaryFolder } from '../support/temporary.js';

/** The nth day of these histories. */
export const dayOf = (n: number): string => addDays(START_DAY, n);

interface Step {
  readonly commitment: number;
  readonly what: 'made' | 'later' | 'void' | 'erase';
  readonly making: DomainEvent;
  readonly later: DomainEvent;
  readonly day: number;
  readonly statedAfter: number;
  readonly pick: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  commitment: fc.nat(1),
  what: fc.oneof(
    { weight: 1, arbitrary: fc.constant('made' as const) },
    { weight: 6, arbitrary: fc.constant('later' as const) },
    { weight: 2, arbitrary: fc.constant('void' as const) },
    { weight: 1, arbitrary: fc.constant('erase' as const) },
  ),
  making,
  later,
  day: fc.nat(12),
  statedAfter: fc.nat(9),
  pick: fc.nat(99),
});

const isAbout = ({ type }: DomainEvent): boolean => type === 'EntryVoided' || type === 'WordsErased';

const toldBy = (steps: readonly Step[]): readonly Told[] => {
  const log: (Told & { readonly id: string })[] = [];
  const about = new Set<string>();
  for (const [n, { commitment, what, making, later, day, statedAfter, pick }] of steps.entries()) {
    const stream = streamOfNth(commitment);
    const id = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
    const standing = log.filter((one) => one.stream === stream && !isAbout(one.event) && !about.has(one.id));
    const chosen = what === 'void' || what === 'erase' ? standing[pick % Math.max(1, standing.length)] : undefined;
    if (chosen) about.add(chosen.id);
    const event: DomainEvent = !chosen
      ? what === 'made' || standing.length === 0
        ? making
        : later
      : what === 'void'
        ? { type: 'EntryVoided', data: { entryId: chosen.id, reason: 'A mistake' } }
        : { type: 'WordsErased', data: { entryId: chosen.id, requestRef: 'DP-1' } };
    const on =
      chosen && what === 'void' ? effectiveDay({ earliest: null, latest: chosen.on }, chosen.statedOn!) : dayOf(day);
    log.push({ id, stream, on, event, statedOn: dayOf(day + statedAfter) });
  }
  return log;
};

/** Any log of three commitments: back-dated, stated late, out of the order of days stated, voided, erased. */
export const logs = (most: number): fc.Arbitrary<readonly Told[]> =>
  fc.array(step, { minLength: 1, maxLength: most, size: 'max' }).map(toldBy);

/** Any window, on either axis. */
export const windows = (told: readonly Told[], a: number, b: number, isTold: boolean): Window => {
  const [from, to] = a < b ? [a, b] : [b, a];
  if (isTold) return { column: 'stated_on', from: dayOf(from % 22), to: dayOf(Math.max(from % 22, to % 22)) };
  const size = told.length + 1;
  return { column: 'seq', from: from % size, to: Math.max(from % size, to % size) };
};

const modelsOf = (entries: readonly Entry[]): ReadModels => {
  const models = ReadModels.open(temporaryFolder(), [commitmentsProjection]);
  models.project(entries);
  return models;
};

const entriesOf = (told: readonly Told[]): readonly Entry[] => {
  const words: Readonly<Record<string, readonly string[]>> = commitmentWords;
  const erased = new Set(told.flatMap(({ event }) => (event.type === 'WordsErased' ? aboutOf(event) : [])));
  return recordedIn(told).map((event, n) => {
    if (!erased.has(event.id)) return toEntry(event, n + 1);
    const fields = Object.entries<unknown>({ ...event.data });
    const data = Object.fromEntries(
      fields.map(([field, value]) => [field, words[event.type]?.includes(field) ? null : value]),
    );
    return toEntry(Object.assign(event, { data, erased: true as const }), n + 1);
  });
};

const aboutOf = ({ data }: DomainEvent): readonly string[] => [(data as { readonly entryId: string }).entryId];

/** What every field of every commitment says at an end of a window, by id; told by a log of what counts there. */
export const stateAt = (told: readonly Told[], window: Window, end: 'from' | 'to') => {
  const counting = entriesOf(told).filter(({ seq, statedOn }) =>
    window.column === 'seq' ? seq <= window[end] : statedOn <= window[end],
  );
  // Numbers are given anew: those that do not count leave no gap.
  const models = modelsOf(counting.map((entry, n) => Object.assign(entry, { seq: n + 1 })));
  const views = models.db.prepare('select stream, view from views').all() as { stream: string; view: string }[];
  models.close();
  return new Map(
    [0, 1, 2].map((n) => {
      const stream = streamOfNth(n);
      const text = views.find((one) => one.stream === stream)?.view;
      const view = text === undefined ? blankCommitment(uuidOf(stream)) : (JSON.parse(text) as CommitmentView);
      return [uuidOf(stream), Object.fromEntries(Object.entries(commitmentFields).map(([f, of]) => [f, of(view)]))];
    }),
  );
};

/** The read models of a log, and what is asked of them. */
export const asking = (told: readonly Told[]) => {
  // Recorded with their words, as everything is; an erasure takes them away.
  const reader = rowsOf(projections, told, dayOf(30));
  const reading = { reader, neighbours: { byIds: () => [] }, showsNames: true };
  return {
    onRecord: () =>
      new Set(
        reader
          .prepare('select id from commitments')
          .all()
          .map(({ id }) => `commitment-${String(id)}`),
      ),
    page: (window: Window, filter: ChangeFilter = {}, from: readonly string[] | null = null, size = 50) =>
      changes.page(reading, { window, filter }, { size, backwards: false, from }, projections),
    counts: (window: Window, filter: ChangeFilter = {}) => changes.counts(reader, { window, filter }),
    total: (window: Window, filter: ChangeFilter = {}) => changes.total(reader, { window, filter }),
    close: () => reader.db.close(),
  };
};

/** How often each kind of change happened, counted one by one. */
export const countedOneByOne = (
  told: readonly Told[],
  window: Window,
  kindOf: (type: string) => string,
  among: (stream: string) => boolean = () => true,
) => {
  const counts: Record<string, number> = {};
  const at = (n: number, end: 'from' | 'to') =>
    window.column === 'seq' ? n + 1 <= window[end] : told[n]!.statedOn! <= window[end];
  const voided = new Set(
    told.flatMap(({ event }, n) => (event.type === 'EntryVoided' && at(n, 'to') ? aboutOf(event) : [])),
  );
  told.forEach(({ event, id, stream }, n) => {
    if (!among(stream) || !at(n, 'to') || at(n, 'from') || voided.has(id!)) return;
    counts[kindOf(event.type)] = (counts[kindOf(event.type)] ?? 0) + 1;
  });
  return counts;
};
