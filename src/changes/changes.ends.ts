import type { Day } from '../event-sourcing/days.js';
import { DomainError } from '../event-sourcing/errors.js';
import type { Reader } from '../event-sourcing/reader.js';
import type { Reads } from '../event-sourcing/reads.js';
import { decodeCursor, encodeCursor } from '../graphql/connections.js';
import { closings } from '../meetings/meetings.closings.queries.js';
import type { Window } from './changes.window.js';

/** An end as it is asked for: by exactly one of these. */
export interface ChangePoint {
  readonly day?: Day | null | undefined;
  readonly instant?: string | null | undefined;
  /** Up to the closing of its reporting cycle, or to the end of its day where it has none. */
  readonly meetingId?: string | null | undefined;
  readonly cursor?: string | null | undefined;
}

/** An end as it was understood. */
export interface ChangeEnd {
  readonly day: Day | null;
  readonly instant: string | null;
  readonly cursor: string | null;
}

/** What ends are found by. */
export interface Finding {
  readonly reader: Reader;
  /** How many entries were stored by an instant, and by the end of a day. */
  readonly reads: Pick<Reads, 'lastKnown' | 'lastKnownOn'>;
}

type Place = Pick<Window & { column: 'stated_on' }, 'column'> & { readonly at: Day };
type Number = Pick<Window & { column: 'seq' }, 'column'> & { readonly at: number };

/**
 * The window between two ends; without the last one it lasts until now. Throws `DomainError` INVALID where an end is
 * none, where one follows days and the other the log, or where the first lies behind the last.
 */
export const windowBetween = (finding: Finding, first: ChangePoint, last: ChangePoint | null | undefined): Window => {
  const from = placeOf(finding, first, 'from');
  const to = last == null ? nowOn(finding, from.column) : placeOf(finding, last, 'to');
  if (from.column === 'stated_on' && to.column === 'stated_on') {
    return inOrder({ column: 'stated_on', from: from.at, to: to.at });
  }
  if (from.column === 'seq' && to.column === 'seq') return inOrder({ column: 'seq', from: from.at, to: to.at });
  throw new DomainError(
    'INVALID',
    'Give both ends as days, or neither: days follow what the council had been told; meetings, instants and cursors what was recorded.',
    'to',
  );
};

const inOrder = (window: Window): Window => {
  if (window.from <= window.to) return window;
  throw new DomainError('INVALID', '"from" lies after "to"; turn them round.', 'from');
};

const nowOn = ({ reader }: Finding, column: Window['column']): Place | Number =>
  column === 'seq' ? { column, at: reader.seq } : { column, at: reader.day };

const placeOf = ({ reader, reads }: Finding, point: ChangePoint, field: string): Place | Number => {
  const { day, instant, meetingId, cursor } = point;
  if ([day, instant, meetingId, cursor].filter((one) => one != null).length !== 1) {
    throw new DomainError('INVALID', `Say "${field}" in one way: as a day, an instant, a meeting or a cursor.`, field);
  }
  // Nothing was stated on a day to come.
  if (day != null) return { column: 'stated_on', at: day < reader.day ? day : reader.day };
  if (instant != null) return { column: 'seq', at: reads.lastKnown(instant) };
  if (meetingId != null)
    return { column: 'seq', at: closings.endOf(reader, meetingId, (on) => reads.lastKnownOn(on), field) };
  return { column: 'seq', at: numberOf(reader, cursor ?? '', field) };
};

/** The number of the entry that a cursor names; an empty one stands before all. */
const numberOf = ({ prepare }: Reader, cursor: string, field: string): number => {
  if (cursor === '') return 0;
  const row = prepare('select seq from entries where id = ?').get(String(decodeCursor(cursor, field)[0]));
  if (row) return row['seq'] as number;
  throw new DomainError('INVALID', `The cursor in "${field}" names no entry of the record.`, field);
};

/** What an end of a window is called. */
export const endOf = ({ prepare }: Reader, window: Window, end: 'from' | 'to'): ChangeEnd => {
  if (window.column === 'stated_on') return { day: window[end], instant: null, cursor: null };
  const row = prepare('select id, recorded_at from entries where seq = ?').get(window[end]);
  if (!row) return { day: null, instant: null, cursor: '' };
  return { day: null, instant: row['recorded_at'] as string, cursor: encodeCursor([row['id'] as string]) };
};
