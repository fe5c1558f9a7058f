import { dayInWords, type Day } from '../event-sourcing/days.js';
import { derivedId } from '../event-sourcing/identity.js';
import { GOVERNANCE } from './reminder.events.js';
import type { DueReminder } from './reminders.due.queries.js';
import type { ReminderAnswer } from './reminders.queries.js';

/** A reminder that this copy of the service recorded, and so has to send. */
export interface Claimed {
  readonly due: DueReminder;
  readonly sent: ReminderAnswer;
}

/** What one team or role, or governance staff, is told in one message. */
export interface ReminderMessage {
  /** Derived from the entries that record its reminders: the same each time it is tried. */
  readonly id: string;
  /** The name of the team or role, or `Governance staff`. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly items: readonly MessageItem[];
}

interface MessageItem {
  /** Id of the entry that records the reminder. */
  readonly reminderId: string;
  readonly commitmentId: string;
  readonly meetingId: string;
  readonly number: number;
}

/** What messages name beside the commitments. */
export interface Letterhead {
  readonly council: string | undefined;
  /** The address at which people find the tracker. */
  readonly address: string | undefined;
}

/** One message for each that is written to, with all that concerns them. */
export const messagesFor = (claimed: readonly Claimed[], today: Day, head: Letterhead): readonly ReminderMessage[] => {
  const toLeads = Map.groupBy(
    claimed.filter(({ sent }) => sent.to !== GOVERNANCE),
    ({ sent }) => sent.to,
  );
  const toGovernance = claimed.filter(({ sent }) => sent.toGovernance);
  return [
    ...[...toLeads].map(([to, of]) => messageTo(to, of, today, head, forLead)),
    ...(toGovernance.length === 0 ? [] : [messageTo(GOVERNANCE, toGovernance, today, head, forGovernance)]),
  ];
};

/** How a message puts it. */
interface Wording {
  readonly asks: string;
  readonly line: (one: Claimed) => string;
  readonly wanted: string;
}

const forLead: Wording = {
  asks: 'No update has been received yet on these commitments, which you lead:',
  line: ({ due }) => due.called,
  wanted: 'Please say how each of them is going, or that there is nothing to report and why. Either is an answer.',
};

const forGovernance: Wording = {
  asks: 'No update has been received yet on these commitments:',
  line: ({ due, sent }) => `${due.called} (${whyGovernance(due, sent)})`,
  wanted: 'Please ask whoever can tell how they are going, or appoint a lead where there is none.',
};

const whyGovernance = ({ lead }: DueReminder, { to, number }: ReminderAnswer): string => {
  if (lead === null) return 'nobody leads it';
  if (to === GOVERNANCE) return `${lead} leads it, and the directory has no address for them`;
  return `${lead} leads it; this is reminder ${number} for this meeting`;
};

const messageTo = (
  to: string,
  claimed: readonly Claimed[],
  today: Day,
  { council, address }: Letterhead,
  { asks, line, wanted }: Wording,
): ReminderMessage => {
  const meetings = [...Map.groupBy(claimed, ({ due }) => due.meetingId).values()];
  const parts = meetings.map((of) => {
    const { body, meetingOn, closesOn } = (of[0] as Claimed).due;
    return [
      `${body} meets on ${dayInWords(meetingOn)}. ${deadline(closesOn, today)} ${asks}`,
      of.map((one) => `- ${line(one)}`).join('\n'),
    ].join('\n\n');
  });
  const where = address === undefined ? [] : [`The tracker is at ${address}`];
  const items = claimed.map(({ sent: { id, commitmentId, meetingId, number } }) => ({
    ...{ reminderId: id, commitmentId, meetingId, number },
  }));
  return {
    id: derivedId('reminder message', to, ...items.map(({ reminderId }) => reminderId).sort()),
    to,
    subject: `No update received yet: ${counted(items)}`,
    text: [`To ${to}`, ...parts, wanted, ...where, council ?? 'The action tracker'].join('\n\n'),
    items,
  };
};

/** How many commitments a message is about. */
export const counted = ({ length }: ReminderMessage['items']): string =>
  length === 1 ? '1 commitment' : `${length} commitments`;

const deadline = (closesOn: Day, today: Day): string =>
  today <= closesOn
    ? `Papers close on ${dayInWords(closesOn)}.`
    : `Papers closed on ${dayInWords(closesOn)}; what you say still counts until the list is fixed.`;
