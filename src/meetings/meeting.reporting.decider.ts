import type { Day } from '../event-sourcing/days.js';
import { DomainError, type Refusal } from '../event-sourcing/errors.js';
import { refuseFuture, refuseOutOfOrder } from '../event-sourcing/lifecycle-days.js';
import type { Decided } from '../event-sourcing/messages.js';
import { gradeOf, type Cycle, type Heard } from './meeting.reporting.js';
import type {
  CloseReporting,
  CorrectReportingList,
  OpenReporting,
  ReportingCommand,
} from './meeting.reporting.commands.js';
import { placesIn, type Reporting, type ReportingEvent, type ReportingFacts } from './meeting.reporting.state.js';

/** The meeting, as far as its reporting cycle is concerned. */
interface Meeting {
  /** The day it is held. */
  readonly on: Day;
  readonly reporting: Reporting | null;
}

/**
 * The rules of a reporting cycle: one for each meeting; opened, closed at its deadline or later, and from then on a
 * fact that no later word rewrites, only governance staff with a reason.
 */
export const decideReporting = (
  command: ReportingCommand,
  meeting: Meeting,
  facts: ReportingFacts,
): readonly Decided<ReportingEvent>[] => {
  switch (command.type) {
    case 'OpenReporting':
      return [opened(command, meeting, facts)];
    case 'CloseReporting':
      return [closed(command, meeting, facts)];
    case 'CorrectReportingList':
      return [corrected(command, meeting, facts)];
  }
};

const opened = (
  command: OpenReporting,
  { on, reporting }: Meeting,
  { expectedIds, atEvent }: ReportingFacts,
): ReportingEvent => {
  if (reporting) {
    throw new DomainError('RULE', 'The reporting cycle of this meeting was opened already; a meeting has only one.');
  }
  // A meeting recorded late was known by its own day, so its scheduling says nothing of when a cycle may have begun.
  const day = refuseFuture(command);
  const { closesOn } = command.data;
  if (closesOn < day) {
    const message = `The deadline, ${closesOn}, lies before the day the cycle opens, ${day}; give a later one.`;
    throw new DomainError('INVALID', message, 'closesOn');
  }
  if (closesOn > on) {
    const message = `The deadline, ${closesOn}, lies after the meeting, which is held on ${on}; give that day or an earlier one.`;
    throw new DomainError('INVALID', message, 'closesOn');
  }
  return { type: 'ReportingOpened', data: { closesOn, expectedIds, ...at(atEvent) } };
};

const closed = (command: CloseReporting, meeting: Meeting, { heard, atEvent }: ReportingFacts): ReportingEvent => {
  const reporting = cycleOf(meeting);
  if (reporting.isClosed) throw new DomainError('RULE', 'This reporting cycle is closed already.');
  const day = refuseOutOfOrder(command, reporting.lastDay);
  if (day < reporting.closesOn) {
    const message = `Leads have until ${reporting.closesOn} to report; close the cycle on that day or later.`;
    throw new DomainError('RULE', message, 'told.occurredOn');
  }
  const expected = [...reporting.list].flatMap(([id, place]) => (place === 'EXPECTED' ? [id] : []));
  const known = heard(expected, cycleIn(command, reporting));
  // What is no longer on record was recorded by mistake, and nobody owes a word on it.
  const said = expected.flatMap((commitmentId) => {
    const one = known.get(commitmentId);
    return one ? [{ commitmentId, ...one }] : [];
  });
  const idsOf = (place: Heard['said']) => said.flatMap((one) => (one.said === place ? [one.commitmentId] : []));
  const noUpdateIds = said
    .filter((one) => one.said === null)
    .map(({ commitmentId, wholeWasReported, ...target }) => ({
      commitmentId,
      grade: gradeOf(target, meeting.on),
      ...(wholeWasReported ? { wholeWasReported } : {}),
    }));
  return {
    type: 'ReportingClosed',
    data: {
      reportedIds: idsOf('REPORTED'),
      nothingToReportIds: idsOf('NOTHING_TO_REPORT'),
      noUpdateIds,
      ...at(atEvent),
    },
  };
};

const corrected = (command: CorrectReportingList, meeting: Meeting, { heard }: ReportingFacts): ReportingEvent => {
  const reporting = cycleOf(meeting);
  refuseOutOfOrder(command, reporting.lastDay);
  const { corrections, reason } = command.data;
  if (corrections.length === 0) throw new DomainError('INVALID', 'Say what is to be corrected.', 'corrections');
  const ids = corrections.map(({ commitmentId }) => commitmentId);
  const known = heard(ids, cycleIn(command, reporting));
  const places = placesIn(reporting);
  const seen = new Set<string>();

  const faultOf = ({ commitmentId, place, grade }: Correction): (Omit<Refusal, 'field'> & { field: string }) | null => {
    const invalid = (field: string, message: string) => ({ code: 'INVALID' as const, field, message });
    if (seen.has(commitmentId)) return invalid('commitmentId', 'Say of each commitment once where it belongs.');
    seen.add(commitmentId);
    if (!known.has(commitmentId)) return invalid('commitmentId', 'There is no such commitment.');
    if (!places.includes(place)) {
      const is = reporting.isClosed ? 'This cycle is closed' : 'This cycle is still open';
      const message = `${is}; its list takes ${ORS.format(places)} for a commitment.`;
      return { code: 'RULE', field: 'place', message };
    }
    if (place === 'NO_UPDATE' && grade == null) {
      return invalid('grade', 'Say how its target stood on the day of the meeting: DUE, UNDATED or NOT_YET_DUE.');
    }
    if (place !== 'NO_UPDATE' && grade != null) return invalid('grade', 'Only NO_UPDATE takes a grade; leave it out.');
    return null;
  };

  const [first, ...others] = corrections.flatMap((one, n) => {
    const fault = faultOf(one);
    return fault ? [{ ...fault, field: `corrections.${n}.${fault.field}` }] : [];
  });
  if (first) throw DomainError.of([first, ...others]);
  const clean = corrections.map(({ commitmentId, place, grade }) => ({
    commitmentId,
    place,
    ...(grade == null ? {} : { grade }),
  }));
  return { type: 'ReportingListCorrected', data: { corrections: clean, reason } };
};

const ORS = new Intl.ListFormat('en-GB', { type: 'disjunction' });

type Correction = CorrectReportingList['data']['corrections'][number];

const cycleOf = ({ reporting }: Meeting): Reporting => {
  if (!reporting) throw new DomainError('RULE', 'No reporting cycle was opened for this meeting; open it first.');
  return reporting;
};

const cycleIn = ({ id }: ReportingCommand, { openedOn, openedBy, openedAt }: Reporting): Cycle => ({
  meetingId: id,
  openedOn,
  openedBy,
  openedAt: openedAt ?? null,
});

const at = (atEvent: string | undefined) => (atEvent === undefined ? {} : { atEvent });
