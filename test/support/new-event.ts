import { randomUUID } from 'node:crypto';
import type { NewEvent } from '../../src/event-sourcing/messages.js';

/** An event nobody has stored yet, with an envelope in which every field says something. */
export const newEvent = (fields: Partial<NewEvent> = {}): NewEvent => ({
  id: randomUUID(),
  type: 'ProgressReported',
  data: { percent: 40 },
  schemaVersion: 1,
  occurredOn: { earliest: '2025-11-01', latest: '2025-11-12' },
  statedOn: '2025-12-02',
  source: { paper: 'Progress paper', locator: 'line 42' },
  basis: 'STATED',
  statedBy: { role: 'lead', body: 'Housing', name: 'Ama Mensah' },
  recordedBy: { role: 'importer', body: null, name: 'Loader' },
  recorderId: 'account-1',
  commandId: randomUUID(),
  commandDigest: 'digest',
  correlationId: randomUUID(),
  causationId: null,
  ...fields,
});

/** So many events nobody has stored yet. */
export const newEvents = (count: number): NewEvent[] => Array.from({ length: count }, () => newEvent());

/** A stream nobody has written to yet. */
export const newStream = (): string => `commitment-${randomUUID()}`;
