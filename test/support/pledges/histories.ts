import fc from 'fast-check';
import { addDays, type Day } from '../../../src/event-sourcing/days.js';
import { derivedId } from '../../../src/event-sourcing/identity.js';
import { Recorded, streamOf, type DomainEvent } from '../../../src/event-sourcing/messages.js';
import type { EntryEvent } from '../../../src/event-sourcing/entries.js';
import { effectiveDay } from '../../../src/event-sourcing/days.js';
import type { PledgeEvent } from './pledge.events.js';

/** One step of a history, by small numbers: which pledge, what happened, when, and how much later it was stated. */
export interface Step {
  readonly pledge: number;
  readonly what: number;
  readonly day: number;
  readonly statedAfter: number;
  readonly value: number;
}

const FIRST_DAY: Day = '2025-03-01';
/** The nth day of a history. */
export const dayOf = (n: number): Day => addDays(FIRST_DAY, n);
/** The instant at which the nth event was stored. */
export const instantOf = (n: number): string => new Date(Date.parse('2025-06-01T00:00:00Z') + n * 60_000).toISOString();
/** The id of the nth pledge. */
export const pledgeId = (n: number): string => derivedId('pledge', String(n));
/** The stream of the nth pledge. */
export const pledgeStream = (n: number): string => streamOf('pledge', pledgeId(n));

const happening = ({ what, value }: Step): PledgeEvent => {
  switch (what) {
    case 0:
      return { type: 'PledgeMade', data: { title: `Title ${value}`, weight: value } };
    case 1:
      return { type: 'PledgeWorded', data: { wording: `Wording ${value}`, reason: `Reason ${value}` } };
    case 2:
      return { type: 'PledgeRated', data: { assessor: value % 2 ? 'LEAD' : 'BOARD', rating: `R${value}` } };
    case 3:
      return { type: 'PledgeReported', data: { summary: `Summary ${value}`, percent: value } };
    case 4:
      return { type: 'PledgeHeld', data: { reason: `Because ${value}` } };
    case 5:
      return { type: 'PledgeResumed', data: {} };
    default:
      return { type: 'PledgeClosed', data: {} };
  }
};

/** From here on a step voids an entry, and from `ERASES` on it erases one. */
const VOIDS = 8;
const ERASES = 11;

/** The log that holds these steps in this order, opened. Voiding and erasing pick an earlier entry of their pledge. */
export const logOf = (steps: readonly Step[]): readonly Recorded[] => {
  const log: Recorded[] = [];
  const about = new Set<string>();
  for (const [n, step] of steps.entries()) {
    const stream = pledgeStream(step.pledge);
    const standing = log.filter((event) => event.stream === stream && !isAbout(event) && !about.has(event.id));
    const chosen = step.what >= VOIDS ? standing[step.value % Math.max(1, standing.length)] : undefined;
    if (chosen) about.add(chosen.id);
    const day = chosen && step.what < ERASES ? effectiveDay(chosen.occurredOn, chosen.statedOn) : dayOf(step.day);
    const event: PledgeEvent | EntryEvent = !chosen
      ? happening({ ...step, what: step.what % 7 })
      : step.what < ERASES
        ? { type: 'EntryVoided', data: { entryId: chosen.id, reason: 'A mistake' } }
        : { type: 'WordsErased', data: { entryId: chosen.id, requestRef: 'DP-1' } };
    const version = log.filter((earlier) => earlier.stream === stream).length + 1;
    log.push(recorded(event, { n, stream, version, day, statedOn: dayOf(step.day + step.statedAfter) }));
  }
  return log;
};

const isAbout = ({ type }: Recorded): boolean => type === 'EntryVoided' || type === 'WordsErased';

const recorded = (
  event: DomainEvent,
  { n, stream, version, day, statedOn }: { n: number; stream: string; version: number; day: Day; statedOn: Day },
): Recorded => {
  const id = derivedId('event', String(n));
  const nobody = { role: null, body: null, name: null };
  return Object.assign(new Recorded(), {
    id,
    ...event,
    schemaVersion: 1,
    occurredOn: { earliest: day, latest: day },
    statedOn,
    source: null,
    basis: 'STATED' as const,
    statedBy: nobody,
    recordedBy: nobody,
    recorderId: 'somebody',
    commandId: id,
    commandDigest: 'digest',
    correlationId: id,
    causationId: null,
    stream,
    version,
    position: String(n + 1).padStart(16, '0'),
    recordedAt: instantOf(n),
  });
};

/** Any step; `erasing` histories erase words too. */
export const aStep = ({ erasing = false } = {}): fc.Arbitrary<Step> =>
  fc.record({
    pledge: fc.integer({ min: 0, max: 2 }),
    what: fc.integer({ min: 0, max: erasing ? ERASES : ERASES - 1 }),
    day: fc.integer({ min: 0, max: 12 }),
    statedAfter: fc.integer({ min: 0, max: 4 }),
    value: fc.integer({ min: 0, max: 99 }),
  });

/** Any history of three pledges: back-dated, stated late, voided. */
export const aHistory = (options?: { erasing?: boolean }): fc.Arbitrary<readonly Step[]> =>
  fc.array(aStep(options), { minLength: 1, maxLength: 40 });
