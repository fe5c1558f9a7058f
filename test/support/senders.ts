import type { Sender, Sending, Statement } from '../../src/event-sourcing/messages.js';

/** The day on which tests ask, unless they say otherwise. */
export const TODAY = '2025-12-10';

/** Governance staff: they may ask almost everything. */
export const gail: Sender = {
  id: 'account-gail',
  name: 'Gail Price',
  roles: ['governance'],
  body: 'Democratic Services',
  workstreams: [],
  at: `${TODAY}T09:00:00.000Z`,
  today: TODAY,
};

/** How a command is sent: by Gail, today, with what is told beside it. */
export const sending = (told: Statement = {}, sender: Sender = gail): Sending => ({
  sender,
  commandId: 'command-now',
  told,
});

/** It happened on this one day, and was stated today. */
export const happenedOn = (day: string): Statement => ({ occurredOn: { earliest: day, latest: day } });
