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
  /** Reference and title, and what it goes on in; of a title that was erased, only the reference. */
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
  return reporting.open(sources, reader).flatMap((cycle) => dueIn(sources, cycle, cadences, reader));
};

const WHOLE = { size: 1_000_000, backwards: false, from: null } as const;

const dueIn = (
  sources: Sources,
  cycle: ReturnType<typeof reporting.open>[number],
  cadences: ReadonlyMap<string, Cadence>,
  reader: Reader,
): readonly DueReminder[] => {
  const { meetingId, bodyId, openedOn, closesOn } = cycle;
  const meetingOn = meetings.byId(reader, meetingId)?.on;
  if (meetingOn === undefined) return [];
  const silent = cycle.silent({}, WHOLE).nodes.map(({ commitmentId }) => commitmentId);
  const sent = reminders.lastDue(reader, meetingId);
  const heirsOf = heirsIn(sources, reader, meetingId);

  const concerned = new Set(silent.flatMap((id) => [id, ...heirsOf(id)]));
  const planIds = new Map(
    heardCommitments.under(reader, [...concerned], [...cadences.keys()]).map(({ id, planId }) => [id, planId]),
  );
  const due = silent.flatMap((id) => {
    const heirs = heirsOf(id);
    const line = [...heirs, id];
    const own = line.flatMap((one) => cadences.get(one) ?? [])[0] ?? null;
    const plans = line.flatMap((one) => cadences.get(planIds.get(one) ?? '') ?? [])[0] ?? null;
    const cadence = cadenceOn(own, plans, reader.day);
    const dueOn = cadence && dueBy(cadence, { openedOn, meetingOn }, reader.day);
    if (!cadence || dueOn === null || dueOn <= (sent.get(id) ?? '')) return [];
    return [{ id, heirs, dueOn, escalateAfter: cadence.escalateAfter }];
  });

  const body = bodies.byId(reader, bodyId)?.name ?? 'the committee';
  const called = heardCommitments.called(reader, due.flatMap(({ id, heirs }) => [id, ...heirs])); // prettier-ignore
  const nameOf = (id: string, erased: string): string => {
    const { reference = null, title = null } = called.get(id) ?? {};
    return [reference, title].filter((part) => part !== null).join(' ') || erased;
  };
  const line = (id: string, heirs: readonly string[]): string => {
    const name = nameOf(id, 'A commitment whose title was erased');
    const into = heirs.map((heir) => nameOf(heir, 'one whose title was erased'));
    return into.length === 0 ? name : `${name}, which goes on in ${NAMES.format(into)}`;
  };
  return due.map(({ id, heirs, dueOn, escalateAfter }) => ({
    ...{ commitmentId: id, called: line(id, heirs) },
    lead: (heirs.length > 0 ? heirs : [id]).flatMap((one) => called.get(one)?.ask ?? [])[0] ?? null,
    ...{ meetingId, body, meetingOn, closesOn, dueOn, escalateAfter },
  }));
};

const NAMES = new Intl.ListFormat('en-GB', { type: 'conjunction' });

/** What expected commitments go on in by now, at the end of the line: who leads that is asked. */
const heirsIn = (sources: Sources, reader: Reader, meetingId: string): ((id: string) => readonly string[]) => {
  const lines = reporting.expectedFor(sources, reader, meetingId);
  const heirs = [...(lines?.values() ?? [])].flatMap((line) => line.slice(1));
  const goOn = new Set(sources.successors(reader, [...new Set(heirs)]).map(({ id }) => id));
  return (id) =>
    lines
      ?.get(id)
      ?.slice(1)
      .filter((heir) => !goOn.has(heir)) ?? [];
};
