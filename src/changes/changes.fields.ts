import { entryOf, type EntryRow } from '../event-sourcing/entry-rows.js';
import { idOf } from '../event-sourcing/messages.js';
import type { AnyProjection, Change, Entry } from '../event-sourcing/projection.js';
import type { Reader } from '../event-sourcing/reader.js';
import type { Lines } from './changes.lines.js';
import { countsAt, type Ends, type Window } from './changes.window.js';

/** What changes of fields are found in. */
export interface Between {
  readonly window: Window;
  readonly ends: Ends;
  readonly projection: AnyProjection;
  /** The names of its fields, in their order. */
  readonly order: readonly string[];
}

/** What each field of a stream said at the first end and what it says at the last one; `within`: its entries in between. */
export const fieldsChanged = (
  { prepare }: Reader,
  { window, ends, projection, order }: Between,
  lines: Lines,
  within: readonly number[],
): readonly Change[] => {
  if (!lines.isCut(ends)) return joined(lines, within, order);
  const all = prepare('select * from entries where stream = ? order by day, seq').all(lines.stream);
  return folded(all as unknown as readonly EntryRow[], window, projection);
};

/** From the first of what each field was changed from to the last of what it was changed to, in the order of fields. */
const joined = ({ changes }: Lines, within: readonly number[], order: readonly string[]): readonly Change[] => {
  // What one entry changed is kept so.
  if (within.length === 1) return changes[within[0]!]!;
  const joined: Change[] = [];
  for (const n of within) {
    for (const change of changes[n]!) {
      const known = joined.findIndex(({ field }) => field === change.field);
      if (known === -1) joined.push(change);
      else joined[known] = { field: change.field, from: joined[known]!.from, to: change.to };
    }
  }
  const changed = joined.filter(({ from, to }) => from !== to);
  return changed.length < 2 ? changed : changed.sort((a, b) => order.indexOf(a.field) - order.indexOf(b.field));
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
