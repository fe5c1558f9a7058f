import { entryOf, type EntryRow } from '../event-sourcing/entry-rows.js';
import { idOf } from '../event-sourcing/messages.js';
import type { AnyProjection, Change, Entry } from '../event-sourcing/projection.js';
import type { Reader } from '../event-sourcing/reader.js';
import type { Lines } from './changes.lines.js';
import { countsAt, type Window } from './changes.window.js';

/** What each field of a stream said at the first end of the window and what it says at the last one. */
export const fieldsChanged = (
  { prepare }: Reader,
  window: Window,
  lines: Lines,
  projection: AnyProjection,
): readonly Change[] => {
  if (!lines.isCut(window)) return joined(lines, window, projection);
  const all = prepare('select * from entries where stream = ? order by day, seq').all(lines.stream);
  return folded(all as unknown as readonly EntryRow[], window, projection);
};

/** From the first of what each field was changed from to the last of what it was changed to. */
const joined = (lines: Lines, window: Window, projection: AnyProjection): readonly Change[] => {
  const fields = new Map<string, Change>();
  for (const n of lines.within(window)) {
    for (const change of lines.changes[n]!) {
      const earlier = fields.get(change.field);
      fields.set(change.field, earlier ? { ...change, from: earlier.from } : change);
    }
  }
  if (fields.size === 0) return [];
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
