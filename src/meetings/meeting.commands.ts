import type { CommandClass } from '../event-sourcing/messages.js';
import { heldCommands } from './meeting.held.commands.js';

// Other features ask by this file alone, and need not know how the rules are sliced.
export * from './meeting.held.commands.js';

/** Everything that may be asked of a meeting. */
export const meetingCommands = [...heldCommands] as const satisfies readonly CommandClass[];
/** One of `meetingCommands`. */
export type MeetingCommand = InstanceType<(typeof meetingCommands)[number]>;
