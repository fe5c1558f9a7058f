import { randomUUID } from 'node:crypto';
import type { Sender, Sending } from '../../../src/event-sourcing/messages.js';

/** Governance staff on the day the standing clock stands at. */
export const governance: Sender = {
  id: 'account-governance',
  name: 'Grace Okafor',
  roles: ['governance'],
  body: 'Governance',
  workstreams: [],
  at: '2025-12-02T10:00:00.000Z',
  today: '2025-12-02',
};

/** A workstream lead of Housing. */
export const lead: Sender = { ...governance, id: 'account-lead', name: 'Ama Mensah', roles: ['lead'], body: 'Housing' };

/** The data protection officer. */
export const officer: Sender = { ...governance, id: 'account-dpo', name: 'Dee Pryor', roles: ['data-protection'] };

/** How a command is sent: by governance, with an id of its own, unless said otherwise. */
export const sending = (fields: Partial<Sending> = {}): Sending => ({
  sender: governance,
  commandId: randomUUID(),
  ...fields,
});
