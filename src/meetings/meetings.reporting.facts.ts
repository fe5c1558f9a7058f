import type { FactsAt } from '../event-sourcing/command-handling.js';
import { dayOf } from '../event-sourcing/lifecycle-days.js';
import type { Reader } from '../event-sourcing/reader.js';
import type { MeetingCommand } from './meeting.commands.js';
import type { ReportingFacts } from './meeting.reporting.state.js';
import { heardIn, type Sources } from './meetings.reporting.heard.js';

/**
 * A cycle opens and closes on what the council had been told by its day; so one that is recorded weeks later finds the
 * same, and nobody owes a word on a promise that the council first heard of while it ran.
 */
export const reportingFactsAt: FactsAt<MeetingCommand> = (command) =>
  command.type === 'OpenReporting' || command.type === 'CloseReporting'
    ? { asOf: dayOf(command), toldBy: dayOf(command) }
    : undefined;

/** Gathers what the rules of reporting cycles need to know; `then` reads at `reportingFactsAt`. */
export const reportingFacts = (sources: Sources, now: Reader, then: Reader): ReportingFacts => ({
  get expectedIds() {
    return sources.expectedOn(then, then.day);
  },
  heard: (ids, cycle) => heardIn(sources, { reader: then, now }, ids, cycle),
  get atEvent() {
    return now.prepare('select id from entries order by seq desc limit 1').get()?.['id'] as string | undefined;
  },
});
