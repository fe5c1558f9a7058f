import { entryOf, type EntryRow } from '../event-sourcing/entry-rows.js';
import type { AnyProjection, Change, Entry } from '../event-sourcing/projection.js';
import type { Reader } from '../event-sourcing/reader.js';
import type { Lines, Said } from './changes.lines.js';
import { onBothAxes, type Ends, type Window } from './changes.window.js';

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
  reader: Reader,
  between: Between,
  lines: Lines,
  within: readonly number[],
): readonly Change[] => {
  const { from, to } = between.ends;
  if (!lines.isCut(between.ends, from) && !lines.isCut(between.ends, to)) return joined(lines, within, between.order);
  const [before, after] = [saidAt(reader, between, lines, 'from'), saidAt(reader, between, lines, 'to')];
  return between.order
    .map((field, n) => ({ field, from: before[n] ?? null, to: after[n] ?? null }))
    .filter(({ from, to }) => from !== to);
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

/** What all fields said at an end: the stream folded with what counts there, where the end cuts the order of days. */
const saidAt = (
  reader: Reader,
  { window, ends, projection, order }: Between,
  lines: Lines,
  end: 'from' | 'to',
): Said => {
  if (lines.isCut(ends, ends[end]))
    return lines.said(ends, ends[end], () => folded(reader, window, end, projection, lines));
  const said = saidOf(projection, projection.blank(lines.commitmentId) as object);
  for (const n of lines.upTo(ends, ends[end])) {
    for (const { field, to } of lines.changes[n]!) said[order.indexOf(field)] = to;
  }
  return said;
};

const COUNTING = onBothAxes((column) => `select * from entries where stream = ? and ${column} <= ? order by day, seq`);

const folded = ({ prepare }: Reader, window: Window, end: 'from' | 'to', projection: AnyProjection, lines: Lines) => {
  const rows = prepare(COUNTING[window.column]).all(lines.stream, window[end]) as unknown as readonly EntryRow[];
  const entries = rows.map(entryOf);
  const voided = new Set(entries.flatMap(voidedBy));
  const view = projection.blank(lines.commitmentId) as object;
  const apply = projection.apply as Readonly<Record<string, (view: object, entry: Entry) => void>>;
  for (const entry of entries) if (!voided.has(entry.id)) apply[entry.type]?.(view, entry);
  return saidOf(projection, view);
};

const saidOf = ({ fields }: AnyProjection, view: object): (string | null)[] =>
  Object.values(fields).map((text) => text(view));

const voidedBy = ({ type, data }: Entry): readonly string[] =>
  type === 'EntryVoided' ? [(data as { readonly entryId: string }).entryId] : [];
