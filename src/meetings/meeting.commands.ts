import type { CommandClass } from '../event-sourcing/messages.js';
import { RecordActionRaised } from './meeting.actions.commands.js';
import { decisionsCommands, effectsCommands } from './meeting.decisions.commands.js';
import { heldCommands } from './meeting.held.commands.js';
import { reportingCommands } from './meeting.reporting.commands.js';

// Other features ask by this file alone, and need not know how the rules are sliced.
export * from './meeting.actions.commands.js';
export * from './meeting.decisions.commands.js';
export * from './meeting.held.commands.js';
export * from './meeting.reporting.commands.js';

/** Everything that people may ask of a meeting. */
export const meetingCommands = [
  ...heldCommands,
  ...decisionsCommands,
  ...reportingCommands,
] as const satisfies readonly CommandClass[];
/** What only the service itself says of a meeting, and no mutation sends. */
export const ownMeetingCommands = [...effectsCommands, RecordActionRaised] as const satisfies readonly CommandClass[];
/** One of `meetingCommands` and `ownMeetingCommands`. */
export type MeetingCommand = InstanceType<(typeof meetingCommands | typeof ownMeetingCommands)[number]>;
