import { totalsStated } from '../event-sourcing/entry-totals.kept.js';
import { totalsUpTo, type Totals } from '../event-sourcing/entry-totals.js';
import type { Reader } from '../event-sourcing/reader.js';
import { CHANGE_KINDS, kindOf, type ChangeKind } from './changes.kinds.js';
import { silencesIn } from './changes.silences.js';
import { walk } from './changes.walk.js';
import { onBothAxes, type Asked, type ChangeFilter, type Window } from './changes.window.js';

/** How often something of a kind happened. */
export interface ChangeCount {
  readonly kind: ChangeKind;
  readonly count: number;
}

type Counts = ReadonlyMap<ChangeKind, number>;

/** Entries in the window that were voided by its end: they are no changes of their kind any more. */
const VOIDED = onBothAxes(
  (column) => `
    select e.type, count(*) as n from entries e indexed by ${column === 'seq' ? 'entries_voided' : 'entries_voided_by_stated'}
    where e.voided_by is not null and e.${column} > ? and e.${column} <= ? and e.stream like 'commitment-%'
      and exists (select 1 from entries v where v.id = e.voided_by and v.${column} <= ?)
    group by e.type`,
);

/**
 * How often each kind of change happened between the ends; kinds that did not are left out. Running totals answer,
 * whatever the length of the log; only what was voided is looked at one by one.
 */
export const countsIn = async (reader: Reader, { window, filter }: Asked): Promise<readonly ChangeCount[]> => {
  const kinds = filter.kinds ?? CHANGE_KINDS;
  const all = filter.commitment == null ? kept(reader, window) : await counted(reader, window, { ...filter, kinds });
  return CHANGE_KINDS.flatMap((kind) => {
    const count = all.get(kind) ?? 0;
    return count > 0 && kinds.includes(kind) ? [{ kind, count }] : [];
  });
};

/** One by one, of the commitments that a filter lets through. */
const counted = async (reader: Reader, window: Window, filter: ChangeFilter): Promise<Counts> => {
  const counts = new Map<ChangeKind, number>();
  for await (const met of walk(reader, window, filter)) {
    for (const { type } of met) counts.set(kindOf(type!), (counts.get(kindOf(type!)) ?? 0) + 1);
  }
  return counts;
};

const kept = (reader: Reader, window: Window): Counts => {
  const totals = new Map(totalsIn(reader, window));
  const { column, from, to } = window;
  for (const { type, n } of reader.prepare(VOIDED[column]).all(from, to, to)) {
    totals.set(type as string, (totals.get(type as string) ?? 0) - (n as number));
  }
  const counts = new Map([...totals].map(([type, n]) => [kindOf(type), n]));
  return counts.set('NO_UPDATE_RECEIVED', silencesIn(reader, window));
};

const totalsIn = (reader: Reader, { column, from, to }: Window): Totals => {
  if (column === 'stated_on') return totalsStated(reader, 'commitment', from, to);
  const before = totalsUpTo(reader.prepare, 'commitment', from);
  const until = totalsUpTo(reader.prepare, 'commitment', to);
  return new Map([...until].map(([type, n]) => [type, n - (before.get(type) ?? 0)]));
};
