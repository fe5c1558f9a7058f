import { bodies } from '../bodies/bodies.queries.js';
import { heardCommitments } from '../commitments/commitments.heard.queries.js';
import type { Day } from '../event-sourcing/days.js';
import type { Reader } from '../event-sourcing/reader.js';
import { meetings } from '../meetings/meetings.queries.js';
import { reporting } from '../meetings/meetings.reporting.queries.js';
import { cadenceOn, dueBy, type Cadence } from './reminder.due.js';
import { reminders } from './reminders.queries.js';

/** What reporting cycles ask of commitments and plans. */
type Sources = Parameters<typeof reporting.open>[0];

/** The name under which the background thread knows the question. */
export const DUE_REMINDERS = 'due reminders';

/** A reminder that is due and was not sent: plain data, because it comes from another thread. */
export interface DueReminder {
  readonly commitmentId: string;
  /** Reference and title; of a title that was erased, only the reference. */
  readonly called: string;
  /** The team or role to ask; `null`: nobody leads. */
  readonly lead: string | null;
  readonly meetingId: string;
  readonly body: string;
  readonly meetingOn: Day;
  /** The paper deadline. */
  readonly closesOn: Day;
  readonly dueOn: Day;
  readonly escalateAfter: number | null;
}

/**
 * The reminders that are due on the reader's day: of open commitments of open cycles of which no word was received, by
 * the cadence that holds for each. Of several days that went by unseen, only the latest counts.
 */
export const dueReminders = (sources: Sources, reader: Reader): readonly DueReminder[] => {
  const cadences = reminders.cadences(reader);
  if (cadences.size === 0) return [];
  return reporting.open(sources, reader).flatMap((cycle) => dueIn(cycle, cadences, reader));
};

const WHOLE = { size: 1_000_000, backwards: false, from: null } as const;

const dueIn = (
  cycle: ReturnType<typeof reporting.open>[number],
  cadences: ReadonlyMap<string, Cadence>,
  reader: Reader,
): readonly DueReminder[] => {
  const { meetingId, bodyId, openedOn, closesOn } = cycle;
  const meetingOn = meetings.byId(reader, meetingId)?.on;
  if (meetingOn === undefined) return [];
  const silent = cycle.silent({}, WHOLE).nodes.map(({ commitmentId }) => commitmentId);
  const sent = reminders.lastDue(reader, meetingId);

  const due = heardCommitments.under(reader, silent, [...cadences.keys()]).flatMap(({ id, planId }) => {
    const own = cadences.get(id) ?? null;
    const cadence = cadenceOn(own, planId === null ? null : (cadences.get(planId) ?? null), reader.day);
    const dueOn = cadence && dueBy(cadence, { openedOn, meetingOn }, reader.day);
    if (!cadence || dueOn === null || dueOn <= (sent.get(id) ?? '')) return [];
    return [{ id, dueOn, escalateAfter: cadence.escalateAfter }];
  });

  const body = bodies.byId(reader, bodyId)?.name ?? 'the committee';
  const called = heardCommitments.called(reader, due.map(({ id }) => id)); // prettier-ignore
  return due.map(({ id, dueOn, escalateAfter }) => {
    const { reference = null, title = null, ask = null } = called.get(id) ?? {};
    const name = [reference, title].filter((part) => part !== null).join(' ');
    return {
      ...{ commitmentId: id, called: name === '' ? 'A commitment whose title was erased' : name, lead: ask },
      ...{ meetingId, body, meetingOn, closesOn, dueOn, escalateAfter },
    };
  });
};
