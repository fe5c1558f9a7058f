import { askDecider } from './asks/ask.decider.js';
import { bodyDecider } from './bodies/body.decider.js';
import { commitmentDecider } from './commitments/commitment.decider.js';
import { copyDecider } from './copies/copy.decider.js';
import type { Decider } from './event-sourcing/decider.js';
import { meetingDecider } from './meetings/meeting.decider.js';
import { feedbackDecider } from './feedback/feedback.decider.js';
import { planDecider } from './plans/plan.decider.js';
import { programmeDecider } from './programmes/programme.decider.js';
import { cadenceDecider } from './reminders/reminder.cadence.decider.js';
import { reminderDecider } from './reminders/reminder.decider.js';
import { workstreamDecider } from './workstreams/workstream.decider.js';

/** The rules of every kind of stream. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each decider has a state, commands, events and facts of its own
export const deciders: readonly Decider<any, any, any, any>[] = [
  commitmentDecider,
  planDecider,
  workstreamDecider,
  programmeDecider,
  bodyDecider,
  meetingDecider,
  feedbackDecider,
  askDecider,
  cadenceDecider,
  reminderDecider,
  copyDecider,
];
