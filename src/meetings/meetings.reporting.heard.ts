import type { Day } from '../event-sourcing/days.js';
import type { Reader } from '../event-sourcing/reader.js';
import type { Asked, Word, WordsSince } from '../naming/heard.js';
import { heirsOf, type Succession } from '../naming/succession.js';
import type { Cycle, Heard, SaidSoFar } from './meeting.reporting.js';

/** What a cycle asks of the commitments and plans; each for any number of ids at once. */
export interface Sources {
  /** Of what a word is due in a cycle that opens on this day. */
  readonly expectedOn: (reader: Reader, day: Day) => readonly string[];
  readonly asked: (reader: Reader, ids: readonly string[]) => readonly Asked[];
  /** What superseded these, or what a refresh of their plan mapped them to. */
  readonly successors: (reader: Reader, ids: readonly string[]) => readonly Succession[];
  /** What these superseded, or what a refresh of their plan mapped to them. */
  readonly predecessors: (reader: Reader, ids: readonly string[]) => readonly string[];
  readonly nothingToReport: (reader: Reader, ids: readonly string[], since: WordsSince) => ReadonlyMap<string, Day>;
  /** The parts of these. */
  readonly parts: (reader: Reader, ids: readonly string[]) => readonly string[];
  /** Those that concern a lead who asks: see `concerns` of the rules. */
  readonly concerning: (
    reader: Reader,
    who: { readonly nameKey: string | null; readonly workstreams: readonly string[] },
  ) => ReadonlySet<string>;
  readonly words: (reader: Reader, ids: readonly string[], since: WordsSince) => readonly Word[];
}

/** The place in the log behind which words were recorded after the cycle opened or closed. */
export const placeOf = ({ prepare }: Reader, at: string | null, entryId: string): number =>
  prepare(
    'select coalesce((select seq from entries where id = ?), (select seq from entries where id = ?), 0) as seq',
  ).get(at, entryId)?.['seq'] as number;

/** Decisions other than noted or received that affect these, stated on this day or later, in the order of recording. */
export const decisionsOn = ({ prepare }: Reader, ids: readonly string[], from: Day): readonly Word[] =>
  prepare(
    `select w.commitment_id as commitmentId, w.entry_id as entryId, e.type, e.stated_on as statedOn, e.seq
     from json_each(?) wanted cross join decision_words w on w.commitment_id = wanted.value
     join entries e on e.id = w.entry_id where e.stated_on >= ? order by e.seq`,
  ).all(JSON.stringify(ids), from) as unknown as readonly Word[];

/** Every commitment with all that it goes on in, itself first: a refresh or a supersession launders no silence. */
export const lines = (
  { successors }: Sources,
  reader: Reader,
  ids: Iterable<string>,
): ReadonlyMap<string, readonly string[]> => {
  const wanted = [...new Set(ids)];
  const heirs = heirsOf(wanted, (of) => successors(reader, of));
  return new Map(wanted.map((id) => [id, heirs.has(id) ? lineOf(id, heirs) : [id]]));
};

const lineOf = (id: string, heirs: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] => {
  // A set grows while it is walked, and holds each once: a ring of successors ends.
  const line = new Set([id]);
  for (const one of line) for (const heir of heirs.get(one) ?? []) line.add(heir);
  return [...line];
};

/**
 * What was said of commitments in a cycle, by what `reader` knows; `now` holds the whole log. Those that are not on
 * record are left out. A few statements, however many commitments.
 */
export const heardIn = (
  sources: Sources,
  { reader, now }: { readonly reader: Reader; readonly now: Reader },
  ids: readonly string[],
  cycle: Cycle,
): ReadonlyMap<string, Heard> => {
  const asked = sources.asked(reader, ids);
  const wholes = wholesOf(sources, reader, asked);
  const line = lines(sources, reader, [...ids, ...[...wholes.values()].flat()]);
  const said = saidOf(sources, { reader, now }, [...new Set([...line.values()].flat())], cycle);
  const saidIn = (id: string): SaidSoFar => {
    const all = (line.get(id) ?? []).map((one) => said.get(one));
    return all.includes('REPORTED') ? 'REPORTED' : all.includes('NOTHING_TO_REPORT') ? 'NOTHING_TO_REPORT' : null;
  };
  return new Map(
    asked.map(({ id, earliest, latest }) => [
      id,
      {
        ...{ said: saidIn(id), earliest, latest },
        wholeWasReported: (wholes.get(id) ?? []).some((whole) => saidIn(whole) === 'REPORTED'),
      },
    ]),
  );
};

/** The commitments each of these is a part of, at every remove: a part of a part belongs to the whole as well. */
const wholesOf = (
  sources: Sources,
  reader: Reader,
  asked: readonly Asked[],
): ReadonlyMap<string, readonly string[]> => {
  const whole = new Map<string, string | null>();
  for (let next = asked; next.length > 0;) {
    for (const { id, partOf } of next) whole.set(id, partOf);
    const further = new Set(next.flatMap(({ partOf }) => (partOf === null || whole.has(partOf) ? [] : [partOf])));
    next = further.size === 0 ? [] : sources.asked(reader, [...further]);
  }
  return new Map(
    asked.flatMap(({ id, partOf }) => {
      if (partOf === null) return [];
      const wholes = new Set([partOf]);
      // A set grows while it is walked, and holds each once: a ring of parts ends.
      for (const one of wholes) {
        const above = whole.get(one);
        if (above) wholes.add(above);
      }
      wholes.delete(id);
      return [[id, [...wholes]] as const];
    }),
  );
};

const saidOf = (
  sources: Sources,
  { reader, now }: { readonly reader: Reader; readonly now: Reader },
  ids: readonly string[],
  { meetingId, openedOn, openedBy, openedAt }: Cycle,
): ReadonlyMap<string, SaidSoFar> => {
  const said = new Map<string, SaidSoFar>();
  const tell = (id: string, what: SaidSoFar) => {
    if (said.get(id) !== 'REPORTED') said.set(id, what);
  };
  // Of the very day it opened, only the order of recording tells what came after.
  const unclear = new Set<string>();
  const after = placeOf(now, openedAt, openedBy);
  for (const { id, saidOn } of sources.asked(reader, ids)) {
    if (saidOn !== null && saidOn > openedOn) tell(id, 'REPORTED');
    else if (saidOn === openedOn) unclear.add(id);
  }
  for (const [id, statedOn] of sources.nothingToReport(reader, ids, { meetingId, from: openedOn })) {
    if (statedOn > openedOn) tell(id, 'NOTHING_TO_REPORT');
    else unclear.add(id);
  }
  for (const { commitmentId, statedOn, seq } of decisionsOn(reader, ids, openedOn)) {
    if (statedOn > openedOn || seq > after) tell(commitmentId, 'REPORTED');
  }
  for (const { commitmentId, type, statedOn, seq } of sources.words(reader, [...unclear], {
    meetingId,
    from: openedOn,
  })) {
    if (statedOn > openedOn || seq > after)
      tell(commitmentId, type === 'NothingToReportDeclared' ? 'NOTHING_TO_REPORT' : 'REPORTED');
  }
  return said;
};

/** The words about these stated on this day or later, those on what they go on in included, in the order of recording. */
export const wordsOn = (
  sources: Sources,
  reader: Reader,
  ids: readonly string[],
  since: WordsSince,
): ReadonlyMap<string, readonly Word[]> => {
  const line = lines(sources, reader, ids);
  const all = [...new Set([...line.values()].flat())];
  const words = [...sources.words(reader, all, since), ...decisionsOn(reader, all, since.from)];
  words.sort((a, b) => a.seq - b.seq);
  return new Map(
    ids.map((id) => {
      const own = new Set(line.get(id));
      return [id, words.filter(({ commitmentId }) => own.has(commitmentId))];
    }),
  );
};
