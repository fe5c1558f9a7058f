import { LRUCache } from 'lru-cache';
import type { DatabaseSync } from 'node:sqlite';
import type { Background } from '../event-sourcing/background.js';
import type { Day } from '../event-sourcing/days.js';
import { categoryOf, idOf } from '../event-sourcing/messages.js';
import type { Reader } from '../event-sourcing/reader.js';
import { gradeOf, type Cycle } from './meeting.reporting.js';
import { heardIn, type Sources } from './meetings.reporting.heard.js';
import { countOfStored, inOrder, keyOf, storedLines, type Line } from './meetings.reporting.lists.js';

/** What was worked out of an open cycle, and how much of the log it knows. */
interface SoFar {
  readonly seq: number;
  readonly stored: readonly Line[];
  /** Where those stand of which a word is expected, by id; `null`: not on record. */
  readonly heard: ReadonlyMap<string, Line | null>;
  /** The list, in its order. */
  readonly lines: readonly Line[];
}

/** Open cycles whose lists are kept, for each file of read models: pages and pollers share them. */
const MOST_KEPT = 4;
/** After more than so many commitments have changed, everything is worked out again. */
const MOST_TOUCHED = 500;
/** Lists of more lines than this are worked out beside the request thread. */
const LONG = 500;

const kept = new WeakMap<DatabaseSync, LRUCache<string, SoFar>>();
const underWay = new WeakMap<DatabaseSync, Map<string, Promise<void>>>();

const keptOf = ({ db }: Reader): LRUCache<string, SoFar> => {
  let known = kept.get(db);
  if (!known) kept.set(db, (known = new LRUCache({ max: MOST_KEPT })));
  return known;
};

/** An open cycle whose list is asked for, and the day of its meeting. */
export interface OpenCycle extends Cycle {
  readonly meetingOn: Day;
}

/**
 * The list of an open cycle: all that is expected, with what was heard so far. Ten thousand commitments take a fifth of
 * a second to work out, and leads ask while others report; so what is known is kept, and only what changed since is
 * asked for again.
 */
export const linesSoFar = (sources: Sources, reader: Reader, cycle: OpenCycle): readonly Line[] => {
  const known = keptOf(reader);
  const before = known.get(cycle.meetingId);
  if (before?.seq === reader.seq) return before.lines;
  const touched = before && touchedSince(sources, reader, before.seq);
  const now = before && touched ? again(sources, reader, cycle, before, touched) : anew(sources, reader, cycle);
  known.set(cycle.meetingId, now);
  return now.lines;
};

/** What works a list out from the beginning, by the name by which a background thread knows it. */
export const LIST_SO_FAR = 'list of an open cycle';

/** Has `linesSoFar` little left to do: a long list of which too little is known is worked out beside the request thread. */
export const workedOut = async (background: Background, sources: Sources, reader: Reader, cycle: OpenCycle) => {
  const { meetingId } = cycle;
  const before = keptOf(reader).get(meetingId);
  if (before && (before.seq === reader.seq || touchedSince(sources, reader, before.seq))) return;
  if (countOfStored(reader, meetingId) <= LONG) return;
  let pending = underWay.get(reader.db);
  if (!pending) underWay.set(reader.db, (pending = new Map<string, Promise<void>>()));
  let work = pending.get(meetingId);
  if (!work) pending.set(meetingId, (work = beside().finally(() => pending.delete(meetingId))));
  await work;

  async function beside(): Promise<void> {
    keptOf(reader).set(meetingId, (await background.scan(LIST_SO_FAR, reader, cycle)) as SoFar);
  }
};

/** The whole list, worked out from the beginning. */
export const anew = (sources: Sources, reader: Reader, cycle: OpenCycle): SoFar => {
  const stored = storedLines(reader, cycle.meetingId);
  return soFar(reader.seq, stored, heardOf(sources, reader, cycle, stored));
};

const again = (
  sources: Sources,
  reader: Reader,
  cycle: OpenCycle,
  { stored, heard, lines }: SoFar,
  ids: ReadonlySet<string>,
): SoFar => {
  const touched = stored.filter(({ id }) => ids.has(id));
  const fresh = heardOf(sources, reader, cycle, touched);
  const { seq } = reader;
  return fresh.size === 0 ? { seq, stored, heard, lines } : soFar(seq, stored, new Map([...heard, ...fresh]));
};

const soFar = (seq: number, stored: readonly Line[], heard: SoFar['heard']): SoFar => {
  const lines = stored.flatMap((line) => {
    const one = heard.get(line.id);
    return one === null ? [] : [one ?? line];
  });
  return { seq, stored, heard, lines: lines.toSorted((a, b) => inOrder(keyOf(a), keyOf(b))) };
};

const heardOf = (sources: Sources, reader: Reader, cycle: OpenCycle, stored: readonly Line[]): SoFar['heard'] => {
  const expected = stored.filter(({ place }) => place === 'EXPECTED');
  if (expected.length === 0) return new Map();
  const ids = expected.map(({ id }) => id);
  const heard = heardIn(sources, { reader, now: reader }, ids, cycle);
  return new Map(
    expected.map((line): readonly [string, Line | null] => {
      const one = heard.get(line.id);
      // It was recorded by mistake, or the council had not been told of it then.
      if (!one) return [line.id, null];
      if (one.said !== null) return [line.id, { ...line, place: one.said }];
      return [line.id, { ...line, grade: gradeOf(one, cycle.meetingOn), wholeWasReported: one.wholeWasReported }];
    }),
  );
};

/**
 * The commitments whose place in a list the entries behind this one may have changed: their own, what goes on in them,
 * and their parts. Nothing where that cannot be told: a decision or a refreshed plan speaks of any number of them, and
 * in a past entries may come and go anywhere.
 */
const touchedSince = (
  { predecessors, parts }: Sources,
  reader: Reader,
  seq: number,
): ReadonlySet<string> | undefined => {
  if (reader.isPast || reader.seq < seq) return undefined;
  const streams = reader
    .prepare('select distinct stream from entries where seq > ? limit ?')
    .all(seq, MOST_TOUCHED + 1)
    .map(({ stream }) => stream as string);
  const isElsewhere = (stream: string) => ['meeting', 'plan'].includes(categoryOf(stream));
  if (streams.length > MOST_TOUCHED || streams.some(isElsewhere)) return undefined;
  const touched = new Set<string>();
  let next = streams.filter((stream) => categoryOf(stream) === 'commitment').map(idOf);
  while (next.length > 0) {
    for (const id of next) touched.add(id);
    const near = [...predecessors(reader, next), ...parts(reader, next)];
    next = [...new Set(near)].filter((id) => !touched.has(id));
  }
  return touched;
};
