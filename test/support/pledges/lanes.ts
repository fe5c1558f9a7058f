import { addDays } from '../../../src/event-sourcing/days.js';
import { derivedId } from '../../../src/event-sourcing/identity.js';
import { ClosePledge, MakePledge, RatePledge, ReportPledge, type PledgeCommand } from './pledge.commands.js';
import { sending } from './sending.js';

/** Commands under way at once. */
export const LANES = 64;
/** How many pledges all lanes write to together. */
const SHARED = 12;

/** One command of one lane: whoever asks for it gets the same, with the same id. */
export interface Asked {
  readonly round: number;
  readonly lane: number;
  readonly n: number;
}

/** Names a command in one word. */
export const nameOf = ({ round, lane, n }: Asked): string => `${round}/${lane}/${n}`;
/** The id under which a command is sent, however often. */
export const commandIdOf = (asked: Asked): string => derivedId('lane', nameOf(asked));

const sharedPledge = (n: number): string => derivedId('shared pledge', String(n % SHARED));

/** The pledges that all lanes write to; made before anything else. */
export const foundings: readonly PledgeCommand[] = Array.from({ length: SHARED }, (_, n) => {
  const id = sharedPledge(n);
  return new MakePledge(id, { title: `Pledge ${n}`, weight: n }, sending({ commandId: id }));
});

/** The command itself: reports and ratings, often back-dated, and now and then a pledge of its own that is closed at once. */
export const commandOf = (asked: Asked): PledgeCommand => {
  const { round, lane, n } = asked;
  const number = round * 31 + lane * 7 + n;
  const latest = addDays('2025-12-02', -(number % 40));
  const sent = sending({ commandId: commandIdOf(asked), told: { occurredOn: { earliest: null, latest } } });
  const own = derivedId('own pledge', nameOf({ ...asked, n: n - (n % 8) }));
  if (n % 8 === 0) return new MakePledge(own, { title: nameOf(asked), weight: 1 }, sent);
  if (n % 8 === 1) return new ClosePledge(own, { reason: `Done ${nameOf(asked)}` }, sent);
  if (n % 2 === 0)
    return new RatePledge(sharedPledge(number), { assessor: `A${lane % 3}`, rating: `R${number}` }, sent);
  return new ReportPledge(sharedPledge(number), { summary: `Word ${nameOf(asked)}`, percent: number % 100 }, sent);
};

/** How many events a command's answer names. */
export const eventsOf = ({ n }: Asked): number => (n % 8 === 1 ? 2 : 1);
