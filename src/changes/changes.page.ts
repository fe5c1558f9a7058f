import type { Reading } from '../commitments/commitments.queries.js';
import { DomainError } from '../event-sourcing/errors.js';
import type { AnyProjection } from '../event-sourcing/projection.js';
import type { Reader } from '../event-sourcing/reader.js';
import { Connection, type CursorKey, type Page } from '../graphql/connections.js';
import { ChangedCommitment, ChangesCompany } from './changes.answers.js';
import { walk } from './changes.walk.js';
import { isOlder, isWithin, type Asked, type Met, type Window } from './changes.window.js';

/** Entries looked at, at first, for each commitment of a page: a few changed more than once. */
const USUALLY_ENOUGH = 1.25;

/** Commitments answered at a time where all of them are asked for. */
const AT_ONCE = 50;

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
  for await (const met of walk(reader, window, filter, Math.ceil(USUALLY_ENOUGH * (page.size + 1)))) {
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
  const projection = projections.find(({ category }) => category === 'commitment') as AnyProjection;
  return new ChangesCompany(reading, window, shown, projection).changed;
};

/** How many commitments changed, as they are filtered. */
export const changedIn = async (reader: Reader, { window, filter }: Asked): Promise<number> => {
  const streams = new Set<string>();
  for await (const met of walk(reader, window, filter)) for (const { stream } of met) streams.add(stream);
  return streams.size;
};

const placeOf = ({ prepare }: Reader, [id, commitmentId]: CursorKey, window: Window): Met => {
  const row = prepare('select seq, stated_on, type from entries where id = ?').get(String(id)) as Met | undefined;
  if (row && isWithin(row, window)) return { ...row, stream: `commitment-${commitmentId ?? ''}` };
  throw new DomainError('INVALID', 'The cursor in "after" names no entry between these ends.', 'after');
};
