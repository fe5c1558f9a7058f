import type { Clock } from './clock.js';
import { dayAt } from './days.js';
import type { Sender } from './messages.js';

/** The instant and the council's day at which something is sent. */
type Moment = Pick<Sender, 'at' | 'today'>;

/** The account of the service itself. */
export const OWN_ACCOUNT = 'tracker';

/** The service itself, when it sends a command that nobody asked for in so many words. */
export const ownSender = ({ at, today }: Moment): Sender => ({
  id: OWN_ACCOUNT,
  name: 'Tracker',
  roles: ['system'],
  body: null,
  workstreams: [],
  at,
  today,
});

/** Now, for reactions: nobody asks them, so no request brings them the time. */
export const momentOf = (clock: Clock, timeZone: string): Moment => {
  const now = clock.now();
  return { at: now.toISOString(), today: dayAt(now, timeZone) };
};
