import type { Day } from '../event-sourcing/days.js';
import type { Happened } from '../event-sourcing/happened.js';
import { dayOf } from '../event-sourcing/lifecycle-days.js';
import type { ListPlace, MeetingEvent } from './meeting.events.js';
import type { Cycle, Heard } from './meeting.reporting.js';

/** The events of a reporting cycle. */
export type ReportingEvent = Extract<MeetingEvent, { type: `Reporting${string}` }>;

/** The reporting cycle of a meeting, as the rules see it. */
export interface Reporting {
  readonly openedOn: Day;
  readonly closesOn: Day;
  readonly isClosed: boolean;
  /** The entry that opened it, and the last entry of the log that its opening knew. */
  readonly openedBy: string;
  readonly openedAt: string | undefined;
  /** Where each commitment stands in the list, corrections included. */
  readonly list: ReadonlyMap<string, ListPlace>;
  /** The day of its last entry. */
  readonly lastDay: Day;
}

/** What the rules of a reporting cycle need to know of other streams. */
export interface ReportingFacts {
  /** What is expected in a cycle that opens now, as it stood on the opening day. */
  readonly expectedIds: readonly string[];
  /** What was said of these commitments in a cycle until now; those that are not on record are left out. */
  readonly heard: (ids: readonly string[], cycle: Cycle) => ReadonlyMap<string, Heard>;
  /** Id of the last entry that these facts know; left out: there is none. */
  readonly atEvent: string | undefined;
}

/** Which places a correction can give. */
const PLACES = {
  open: ['EXPECTED', 'NOT_EXPECTED'],
  closed: ['REPORTED', 'NOTHING_TO_REPORT', 'NO_UPDATE', 'NOT_EXPECTED'],
} as const satisfies Record<string, readonly ListPlace[]>;

/** Which places a commitment can have in the list as it stands. */
export const placesIn = ({ isClosed }: Reporting): readonly ListPlace[] => PLACES[isClosed ? 'closed' : 'open'];

/** The cycle after this happened; what happened before it was opened is nobody's cycle. */
export const evolveReporting = (before: Reporting | null, event: Happened<ReportingEvent>): Reporting | null => {
  const lastDay = dayOf(event);
  if (event.type === 'ReportingOpened') {
    const { closesOn, expectedIds, atEvent } = event.data;
    const list = new Map(expectedIds.map((id) => [id, 'EXPECTED'] as const));
    return { openedOn: lastDay, closesOn, isClosed: false, openedBy: event.id, openedAt: atEvent, list, lastDay };
  }
  if (!before) return null;
  if (event.type === 'ReportingClosed') {
    const { reportedIds, nothingToReportIds, noUpdateIds } = event.data;
    const list = new Map<string, ListPlace>([
      ...reportedIds.map((id) => [id, 'REPORTED'] as const),
      ...nothingToReportIds.map((id) => [id, 'NOTHING_TO_REPORT'] as const),
      ...noUpdateIds.map(({ commitmentId }) => [commitmentId, 'NO_UPDATE'] as const),
    ]);
    return { ...before, isClosed: true, list, lastDay };
  }
  const corrections = event.data.corrections.map(({ commitmentId, place }) => [commitmentId, place] as const);
  return { ...before, list: new Map([...before.list, ...corrections]), lastDay };
};

/** May these entries of a meeting stand without one that is about to be voided? */
export const reportingObjection = (events: readonly Happened<MeetingEvent>[]): string | undefined => {
  let cycle: Reporting | null = null;
  for (const event of events) {
    if (!isReporting(event)) continue;
    if (event.type !== 'ReportingOpened' && !fits(cycle, event)) {
      return 'A later entry of the reporting cycle, its closing or a correction, rests on this one; void that first.';
    }
    cycle = evolveReporting(cycle, event);
  }
  return undefined;
};

/** Is it of a reporting cycle? */
export const isReporting = (event: Happened<MeetingEvent>): event is Happened<ReportingEvent> =>
  event.type === 'ReportingOpened' || event.type === 'ReportingClosed' || event.type === 'ReportingListCorrected';

const fits = (cycle: Reporting | null, event: Exclude<Happened<ReportingEvent>, { type: 'ReportingOpened' }>) => {
  if (!cycle) return false;
  if (event.type === 'ReportingClosed') return !cycle.isClosed;
  return event.data.corrections.every(({ place }) => placesIn(cycle).includes(place));
};
