import { LRUCache } from 'lru-cache';
import type { DatabaseSync } from 'node:sqlite';
import type { Day } from '../event-sourcing/days.js';
import { categoryOf, idOf } from '../event-sourcing/messages.js';
import type { Reader } from '../event-sourcing/reader.js';
import { gradeOf, type Cycle } from './meeting.reporting.js';
import { heardIn, type Sources } from './meetings.reporting.heard.js';
import { inOrder, keyOf, storedLines, type Line } from './meetings.reporting.lists.js';

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

const kept = new WeakMap<DatabaseSync, LRUCache<string, SoFar>>();

/**
 * The list of an open cycle: all that is expected, with what was heard so far. Ten thousand commitments take a fifth of
 * a second to work out, and leads ask while others report; so what is known is kept, and only what changed since is
 * asked for again.
 */
export const linesSoFar = (sources: Sources, reader: Reader, cycle: Cycle, meetingOn: Day): readonly Line[] => {
  let known = kept.get(reader.db);
  if (!known) kept.set(reader.db, (known = new LRUCache({ max: MOST_KEPT })));
  const before = known.get(cycle.meetingId);
  if (before?.seq === reader.seq) return before.lines;
  const touched = before && touchedSince(sources, reader, before.seq);
  const now = before && touched ? again(before, touched) : anew();
  known.set(cycle.meetingId, now);
  return now.lines;

  function anew(): SoFar {
    const stored = storedLines(reader, cycle.meetingId);
    return soFar(stored, heardOf(stored));
  }

  function again({ stored, heard, lines }: SoFar, ids: ReadonlySet<string>): SoFar {
    const fresh = heardOf(stored.filter(({ id }) => ids.has(id)));
    return fresh.size === 0 ? { seq: reader.seq, stored, heard, lines } : soFar(stored, new Map([...heard, ...fresh]));
  }

  function soFar(stored: readonly Line[], heard: SoFar['heard']): SoFar {
    const lines = stored.flatMap((line) => {
      const one = heard.get(line.id);
      return one === null ? [] : [one ?? line];
    });
    return { seq: reader.seq, stored, heard, lines: lines.toSorted((a, b) => inOrder(keyOf(a), keyOf(b))) };
  }

  function heardOf(stored: readonly Line[]): SoFar['heard'] {
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
        return [line.id, { ...line, grade: gradeOf(one, meetingOn), wholeWasReported: one.wholeWasReported }];
      }),
    );
  }
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
