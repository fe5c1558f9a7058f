import { heardCommitments } from '../commitments/commitments.heard.queries.js';
import { idOf, streamOf } from '../event-sourcing/messages.js';
import type { Reader } from '../event-sourcing/reader.js';
import { heirsOf } from '../naming/succession.js';
import { plans } from '../plans/plans.queries.js';
import { STANDING } from './standing.js';
import { DATE_TYPES, type DateEntry } from './slippage.js';

/** A commitment and all that it follows, the first promise first, each with what was said about its date. */
export interface Line {
  readonly ids: readonly string[];
  readonly entries: readonly (readonly DateEntry[])[];
}

/** What each of these commitments goes back to; a few statements, however many commitments. */
export const linesOf = (reader: Reader, ids: readonly string[]): ReadonlyMap<string, Line> => {
  const before = ancestryOf(reader, ids);
  const entries = dateEntries(reader, [...new Set([...ids, ...[...before.values()].flatMap((some) => [...some])])]);
  const promisedOn = (id: string): string => entries.get(id)?.[0]?.day ?? '~';
  /** Of several it follows, the one that was promised first: a merger makes no promise younger. */
  const lineOf = (id: string, seen: ReadonlySet<string>): readonly string[] => {
    const known = new Set([...seen, id]);
    const lines = [...(before.get(id) ?? [])].filter((one) => !known.has(one)).map((one) => lineOf(one, known));
    const [oldest = []] = lines.sort(([a = ''], [b = '']) => compare(promisedOn(a), promisedOn(b)) || compare(a, b));
    return [...oldest, id];
  };
  return new Map(
    ids.map((id) => {
      const line = lineOf(id, new Set());
      return [id, { ids: line, entries: line.map((one) => entries.get(one) ?? []) }];
    }),
  );
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** What came right before each, for these and for everything before them: the way of the heirs, walked back. */
const ancestryOf = (reader: Reader, ids: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> =>
  heirsOf(ids, (of) =>
    [...heardCommitments.predecessors(reader, of), ...plans.predecessors(reader, of)].map(({ id, heir }) => ({
      id: heir,
      heir: id,
    })),
  );

/** What was said about the date of each, in the order of effective days; what counts at the reader's times. */
const dateEntries = ({ prepare }: Reader, ids: readonly string[]): ReadonlyMap<string, readonly DateEntry[]> => {
  const rows = prepare(
    `select e.stream, e.id, e.type, e.day, e.stated_on as statedOn, e.body ->> '$.data' as data,
       e.body ->> '$.statedBy' as statedBy, e.body ->> '$.source' as source
     from json_each(?) wanted cross join entries e on e.stream = wanted.value
     where e.type in (select value from json_each(?)) and ${STANDING} order by e.day, e.seq`,
  ).all(JSON.stringify(ids.map((id) => streamOf('commitment', id))), JSON.stringify(DATE_TYPES));
  const entries = rows.map(({ stream, data, statedBy, source, ...entry }) => ({
    ...entry,
    commitmentId: idOf(stream as string),
    data: JSON.parse(data as string) as unknown,
    statedBy: JSON.parse(statedBy as string) as unknown,
    source: source === null ? null : (JSON.parse(source as string) as unknown),
  })) as unknown as readonly DateEntry[];
  return Map.groupBy(entries, ({ commitmentId }) => commitmentId);
};
