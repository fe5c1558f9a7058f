import { StoreFault } from './errors.js';
import { Recorded, START, type NewEvent, type Position } from './messages.js';

/** The columns of a `Row`, in its order. */
export const COLUMNS = 'position, stream, version, id, type, recorded_at, body';
const DIGITS = 16;

/** An event as the log's table holds it. */
export type Row = readonly [
  position: number,
  stream: string,
  version: number,
  id: string,
  type: string,
  recordedAt: string,
  body: string,
];

/** A position as it is told: zero-padded, so that positions order as strings. */
export const told = (position: number): Position => (position === 0 ? START : String(position).padStart(DIGITS, '0'));

/** A told position as the table holds it. */
export const rowPosition = (position: Position): number => {
  if (position === START) return 0;
  if (position.length === DIGITS && /^\d+$/.test(position)) return Number(position);
  throw new StoreFault('UNREADABLE', `${position} is not a position of this event log.`);
};

/** The events that rows hold; throws `StoreFault` DAMAGED, naming the position in the log at `path`. */
export const recordedOf = (rows: readonly Row[], path: string): readonly Recorded[] =>
  rows.map(([position, stream, version, id, type, recordedAt, body]) => ({
    // A literal with a prototype is V8's fastest way to a class instance from parsed JSON; `declare`d fields allow it.
    __proto__: Recorded.prototype,
    ...parsed(body, position, path),
    id,
    type,
    stream,
    version,
    position: told(position),
    recordedAt,
  }));

const parsed = (body: string, position: number, path: string): Omit<NewEvent, 'id' | 'type'> => {
  try {
    return JSON.parse(body) as Omit<NewEvent, 'id' | 'type'>;
  } catch (cause) {
    throw new StoreFault('DAMAGED', `The event at position ${told(position)} of ${path} is damaged.`, { cause });
  }
};
