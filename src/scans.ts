import { auditScans } from './audit/audit.queries.js';
import { commitmentScans } from './commitments/commitments.queries.js';
import type { Scans } from './event-sourcing/background.tasks.js';

/** What the background thread answers by looking at everything, so that nobody else waits for it. */
export const scans: Scans = { ...commitmentScans, ...auditScans };
