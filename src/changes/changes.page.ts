import type { Reading } from '../commitments/commitments.queries.js';
import { DomainError } from '../event-sourcing/errors.js';
import { idOf } from '../event-sourcing/messages.js';
import type { AnyProjection } from '../event-sourcing/projection.js';
import type { Reader } from '../event-sourcing/reader.js';
import { Connection, type CursorKey, type Page } from '../graphql/connections.js';
import { ChangedCommitment, ChangesCompany } from './changes.answers.js';
import { fieldsChanged, type ChangeRow } from './changes.fields.js';
import { silencesOf } from './changes.silences.js';
import { walk } from './changes.walk.js';
import { isOlder, isWithin, onBothAxes, type Asked, type Met, type Window } from './changes.window.js';

/** Entries looked at, at first, for each commitment of a page: some changed several times. */
const USUALLY_ENOUGH = 3;

/** Commitments answered at a time where all of them are asked for. */
const AT_ONCE = 50;

const OWN = onBothAxes(
  (column) => `
    select e.seq, e.stated_on, e.id, e.stream, e.type, e.changes, e.voided_by from json_each(?) wanted
    cross join entries e indexed by entries_by_stream on e.stream = wanted.value
    where e.${column} > ? and e.${column} <= ? order by e.stream, e.day, e.seq`,
);

/** A page of the commitments that changed, the one that changed last first. */
export const pageOfChanges = async (
  reading: Reading,
  { window, filter }: Asked,
  page: Page,
  projections: readonly AnyProjection[],
): Promise<Connection<ChangedCommitment>> => {
  const { reader } = reading;
  const behind = page.from && placeOf(reader, page.from, window);
  const found: Met[] = [];
  const seen = new Set<string>();
  for await (const met of walk(reader, window, filter, USUALLY_ENOUGH * (page.size + 1))) {
    for (const one of met) {
      if (seen.has(one.stream)) continue;
      seen.add(one.stream);
      if (!behind || isBehind(one, behind, window)) found.push(one);
    }
    if (found.length > page.size) break;
  }
  const answers = answersOf(reading, window, found.slice(0, page.size + 1), projections);
  // How many there are takes a walk of its own: `changedIn`.
  return new Connection(
    answers,
    page,
    ({ newestId, commitmentId }) => [newestId, commitmentId],
    () => answers.length,
  );
};

/** A closing is met once for each commitment, in the order of their ids. */
const isBehind = (one: Met, other: Met, window: Window): boolean =>
  one.seq === other.seq ? one.stream > other.stream : isOlder(one, other, window);

/** Every commitment that changed, in the order of pages, some at a time; on rows that stand still. */
export async function* allChanges(
  reading: Reading,
  { window, filter }: Asked,
  projections: readonly AnyProjection[],
): AsyncGenerator<readonly ChangedCommitment[], undefined> {
  const seen = new Set<string>();
  for await (const met of walk(reading.reader, window, filter)) {
    const fresh: Met[] = [];
    for (const one of met) {
      if (!seen.has(one.stream)) fresh.push(one);
      seen.add(one.stream);
    }
    for (let start = 0; start < fresh.length; start += AT_ONCE) {
      yield answersOf(reading, window, fresh.slice(start, start + AT_ONCE), projections);
    }
  }
}

const answersOf = (
  reading: Reading,
  window: Window,
  shown: readonly Met[],
  projections: readonly AnyProjection[],
): readonly ChangedCommitment[] => {
  const { reader } = reading;
  const { column, from, to } = window;
  const streams = JSON.stringify(shown.map(({ stream }) => stream));
  const own = reader.prepare(OWN[column]).all(streams, from, to) as unknown as readonly ChangeRow[];
  const recorded = Map.groupBy(own, ({ stream }) => stream);
  const projection = projections.find(({ category }) => category === 'commitment') as AnyProjection;
  const fields = fieldsChanged(reader, window, recorded, projection);
  const ids = shown.map(({ stream }) => idOf(stream));
  const silences = silencesOf(reader, window, ids);
  const rows = new Map(
    shown.map(({ stream }) => [stream, [...(recorded.get(stream) ?? []), ...(silences.get(stream) ?? [])]]),
  );
  const company = new ChangesCompany(reading, window, rows);
  return shown.map(
    ({ id, stream }) =>
      new ChangedCommitment({ id, stream }, rows.get(stream) ?? [], fields.get(stream) ?? [], company),
  );
};

/** How many commitments changed, as they are filtered. */
export const changedIn = async (reader: Reader, { window, filter }: Asked): Promise<number> => {
  const streams = new Set<string>();
  for await (const met of walk(reader, window, filter)) for (const { stream } of met) streams.add(stream);
  return streams.size;
};

const placeOf = ({ prepare }: Reader, [id, commitmentId]: CursorKey, window: Window): Met => {
  const row = prepare('select seq, stated_on, id, type from entries where id = ?').get(String(id)) as Met | undefined;
  if (row && isWithin(row, window)) return { ...row, stream: `commitment-${commitmentId ?? ''}` };
  throw new DomainError('INVALID', 'The cursor in "after" names no entry between these ends.', 'after');
};
