import type { CommitmentEvent } from '../../src/commitments/commitment.events.js';
import type { Day } from '../../src/event-sourcing/days.js';
import type { Happened } from '../../src/event-sourcing/happened.js';
import type { Reader } from '../../src/event-sourcing/reader.js';
import {
  CloseReporting,
  meetingId,
  OpenReporting,
  type CorrectReportingList,
} from '../../src/meetings/meeting.commands.js';
import { meetingDecider } from '../../src/meetings/meeting.decider.js';
import type { MeetingEvent } from '../../src/meetings/meeting.events.js';
import { reportingFacts } from '../../src/meetings/meetings.reporting.facts.js';
import type { ItemAnswer } from '../../src/meetings/meetings.reporting.items.js';
import { reporting, type CycleAnswer } from '../../src/meetings/meetings.reporting.queries.js';
import { projections } from '../../src/projections.js';
import { sources } from '../../src/reporting.sources.js';
import { idOf, to } from '../commitments/commitments.examples.js';
import { on, recordedIn, rowsOf, type Told } from '../support/rows.js';
import { gail, sending } from '../support/senders.js';
import { COMMITTEE, usual } from './meetings.examples.js';

/** The day every meeting of these logs is scheduled on. */
const PLANNED = '2025-01-01';

/** A log that grows as a service would let it grow: cycles open and close by the rules, on what it holds until then. */
export class GrowingLog {
  readonly told: Told[] = [];

  constructor(private readonly bodyId = COMMITTEE) {}

  /** Something happened to the nth commitment. */
  add(n: number, day: Day, event: CommitmentEvent, statedOn = day): string {
    return this.#add(to(n, day, event, statedOn));
  }

  /** Something happened to any stream. */
  addTo(stream: string, day: Day, event: Told['event'], statedOn = day): string {
    return this.#add(on(day, stream, event, statedOn));
  }

  /** The cycle of the meeting on that day opens. */
  open(meetingOn: Day, day: Day): string {
    const id = meetingId(this.bodyId, meetingOn);
    const stream = `meeting-${id}`;
    if (!this.told.some((one) => one.stream === stream)) {
      this.addTo(stream, PLANNED, { type: 'MeetingScheduled', data: { bodyId: this.bodyId, on: meetingOn } });
    }
    return this.#ask(new OpenReporting(id, { closesOn: day }, this.#told(day)), { asOf: day, toldBy: day });
  }

  close(meetingOn: Day, day: Day): string {
    const id = meetingId(this.bodyId, meetingOn);
    return this.#ask(new CloseReporting(id, {}, this.#told(day)), { asOf: day, toldBy: day });
  }

  correct(meetingOn: Day, day: Day, corrections: CorrectReportingList['data']['corrections']): string {
    const event = { type: 'ReportingListCorrected', data: { corrections, reason: 'Why' } } as const;
    return this.addTo(`meeting-${meetingId(this.bodyId, meetingOn)}`, day, event);
  }

  /** The rows of all that is in it. */
  rows(today = '2026-12-31'): Reader {
    return rowsOf(projections, this.told, today);
  }

  cycle(meetingOn: Day, reader = this.rows()): CycleAnswer {
    const cycle = reporting.ofMeeting(sources, reader, meetingId(this.bodyId, meetingOn));
    if (!cycle) throw new Error(`No cycle of ${meetingOn} was opened.`);
    return cycle;
  }

  #told(day: Day) {
    return sending({ statedOn: day, occurredOn: { earliest: day, latest: day } }, { ...gail, today: '2026-12-31' });
  }

  #ask(command: OpenReporting | CloseReporting, { asOf, toldBy }: { asOf: Day; toldBy: Day }): string {
    const within = this.told.filter((one) => one.on <= asOf && (one.statedOn ?? one.on) <= toldBy);
    const reported = reportingFacts(sources, this.rows(), rowsOf(projections, within, asOf));
    const stream = `meeting-${command.id}`;
    const meeting = recordedIn(this.told)
      .filter((event) => event.stream === stream)
      .reduce(
        (state, event) => meetingDecider.evolve(state, event as Happened<MeetingEvent>),
        meetingDecider.initialState,
      );
    const facts = { ...usual, ...reported };
    const [event] = meetingDecider.decide(command, meeting, facts);
    return this.addTo(stream, asOf, event as MeetingEvent);
  }

  #add(told: Told): string {
    const id = told.id ?? `entry-${String(this.told.length + 1).padStart(6, '0')}`;
    this.told.push({ ...told, id });
    return id;
  }
}

/** Every commitment of a list with its place, by its number. */
export const placesIn = (cycle: CycleAnswer): Readonly<Record<number, string>> =>
  Object.fromEntries(itemsOf(cycle).map(({ commitmentId, place }) => [numberOf(commitmentId), place]));

/** The whole list. */
export const itemsOf = (cycle: CycleAnswer): readonly ItemAnswer[] =>
  cycle.list({ place: ['EXPECTED', 'NOT_EXPECTED', 'REPORTED', 'NOTHING_TO_REPORT', 'NO_UPDATE'] }, WHOLE).nodes;

/** A page that holds all there is. */
export const WHOLE = { size: 1_000, backwards: false, from: null } as const;

const numberOf = (id: string): number => Number(id.slice(-12));

/** How many cycles in a row, the latest first, heard nothing of the nth commitment. */
export const silentCycles = (log: GrowingLog, n: number, bodyId = COMMITTEE): number =>
  reporting.cyclesWithoutUpdate(sources, log.rows(), idOf(n), bodyId);
