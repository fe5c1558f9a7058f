import { daysBetween } from '../event-sourcing/days.js';
import { streamOf, type Attribution } from '../event-sourcing/messages.js';
import { entriesById, type HistoryEntry, type HistoryReading } from '../history/history.queries.js';

/** Where a target date was moved to, and on whose word. */
export interface MovedTarget {
  readonly entry: HistoryEntry;
  readonly from: object;
  readonly to: object;
  /** Whole days from the last day of the one to that of the other; `null` where either names none. */
  readonly days: number | null;
  readonly askedBy: Attribution | null;
  readonly allowedBy: object;
  readonly reason: string | null;
}

const TARGETS = `
  select id, type from entries where stream = ? and voided_by is null
    and type in ('TargetSet', 'TargetMoveRequested', 'TargetMoved', 'TargetMoveRefused') order by day, seq`;

/** Every move of a commitment's target, each with the request it answers. */
export const movesOf = (reading: HistoryReading, id: string): readonly MovedTarget[] => {
  const ids = reading.reader
    .prepare(TARGETS)
    .all(streamOf('commitment', id))
    .map((row) => row['id'] as string);
  const entries = new Map(entriesById(reading, ids).map((entry) => [entry.id, entry]));
  let request: HistoryEntry | null = null;
  return ids.flatMap((id) => {
    const entry = entries.get(id) as HistoryEntry;
    const asked = request;
    request = entry.type === 'TargetMoveRequested' ? entry : null;
    return entry.type === 'TargetMoved' ? [movedBy(entry, asked)] : [];
  });
};

interface Moved {
  readonly previousTarget: { readonly latest: string | null };
  readonly target: { readonly latest: string | null };
  readonly allowedBy: object;
}

const movedBy = (entry: HistoryEntry, request: HistoryEntry | null): MovedTarget => {
  const { previousTarget: from, target: to, allowedBy } = entry.detail as Moved;
  return {
    entry,
    from,
    to,
    days: from.latest === null || to.latest === null ? null : daysBetween(from.latest, to.latest),
    askedBy: request?.statedBy ?? null,
    allowedBy,
    reason: entry.reason,
  };
};
