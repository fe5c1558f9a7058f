import { auditScans } from './audit/audit.queries.js';
import { commitmentScans } from './commitments/commitments.queries.js';
import type { Scans } from './event-sourcing/background.tasks.js';
import type { Reader } from './event-sourcing/reader.js';
import { reportingScans } from './meetings/meetings.reporting.queries.js';
import { DUE_REMINDERS, dueReminders } from './reminders/reminders.due.queries.js';
import { sources } from './reporting.sources.js';

/** What the background thread answers by looking at everything, so that nobody else waits for it. */
export const scans: Scans = {
  ...commitmentScans,
  ...auditScans,
  ...reportingScans(sources),
  [DUE_REMINDERS]: (reader: Reader) => dueReminders(sources, reader),
};
