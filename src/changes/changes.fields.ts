import { entryOf, type EntryRow } from '../event-sourcing/entry-rows.js';
import { idOf } from '../event-sourcing/messages.js';
import type { AnyProjection, Change, Entry } from '../event-sourcing/projection.js';
import type { Reader } from '../event-sourcing/reader.js';
import { countsAt, onBothAxes, type Placed, type Window } from './changes.window.js';

/** An entry of the window, as far as changes are made of it. */
export interface ChangeRow extends Placed {
  readonly id: string;
  readonly stream: string;
  readonly type: string;
  readonly changes: string | null;
  readonly voided_by: string | null;
}

/**
 * The streams of which an end of the window cuts the order of days: something that counts there lies, by the day it
 * counts from, behind something that does not, or was voided by it. Elsewhere what each entry changed, as it is kept,
 * joins end to end. Only entries marked late can do that.
 */
const CUT = onBothAxes(
  (column) => `
    select distinct x.stream from json_each(?) ends cross join json_each(?) wanted
    cross join entries x indexed by entries_late on x.stream = wanted.value
    where x.is_late and x.type <> 'WordsErased' and (
      (x.${column} > ends.value and exists (
        select 1 from entries y indexed by entries_by_stream
        where y.stream = x.stream and (y.day, y.seq) > (x.day, x.seq) and y.${column} <= ends.value))
      or (x.${column} <= ends.value and exists (
        select 1 from entries y indexed by entries_by_stream
        where y.stream = x.stream and (y.day, y.seq) < (x.day, x.seq) and y.${column} > ends.value))
      or (x.type = 'EntryVoided' and x.${column} > ends.value and exists (
        select 1 from entries y where y.id = x.body ->> '$.data.entryId' and y.${column} <= ends.value)))`,
);

/** What each field said at the first end of the window and what it says at the last one, stream by stream. */
export const fieldsChanged = (
  { prepare }: Reader,
  window: Window,
  rows: ReadonlyMap<string, readonly ChangeRow[]>,
  projection: AnyProjection,
): ReadonlyMap<string, readonly Change[]> => {
  const { column, from, to } = window;
  const streams = JSON.stringify([...rows.keys()]);
  const cut = new Set(
    prepare(CUT[column])
      .all(JSON.stringify([from, to]), streams)
      .map(({ stream }) => stream),
  );
  return new Map(
    [...rows].map(([stream, own]) => {
      if (!cut.has(stream)) return [stream, joined(own, projection)];
      const all = prepare('select * from entries where stream = ? order by day, seq').all(stream);
      return [stream, folded(all as unknown as readonly EntryRow[], window, projection)];
    }),
  );
};

/** From the first of what each field was changed from to the last of what it was changed to. */
const joined = (rows: readonly ChangeRow[], projection: AnyProjection): readonly Change[] => {
  const fields = new Map<string, Change>();
  for (const { changes } of rows) {
    for (const change of changes === null ? [] : (JSON.parse(changes) as readonly Change[])) {
      fields.set(change.field, { ...change, from: (fields.get(change.field) ?? change).from });
    }
  }
  return Object.keys(projection.fields).flatMap((field) => {
    const change = fields.get(field);
    return change && change.from !== change.to ? [change] : [];
  });
};

/** The stream folded twice: with what counts at the first end, and with what counts at the last one. */
const folded = (rows: readonly EntryRow[], window: Window, projection: AnyProjection): readonly Change[] => {
  const entries = rows.map((row) => ({ row, entry: entryOf(row) }));
  const viewAt = (end: 'from' | 'to'): object => {
    const counting = entries.filter(({ row }) => countsAt(row, window, end)).map(({ entry }) => entry);
    const voided = new Set(counting.flatMap((entry) => voidedBy(entry)));
    const view = projection.blank(idOf(rows[0]?.stream ?? '')) as object;
    const apply = projection.apply as Readonly<Record<string, (view: object, entry: Entry) => void>>;
    for (const entry of counting) if (!voided.has(entry.id)) apply[entry.type]?.(view, entry);
    return view;
  };
  const [before, after] = [viewAt('from'), viewAt('to')];
  return Object.entries(projection.fields)
    .map(([field, text]) => ({ field, from: text(before), to: text(after) }))
    .filter(({ from, to }) => from !== to);
};

const voidedBy = ({ type, data }: Entry): readonly string[] =>
  type === 'EntryVoided' ? [(data as { readonly entryId: string }).entryId] : [];
