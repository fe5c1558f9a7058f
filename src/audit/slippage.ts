import type { Authority, CommitmentEvent, TargetDate } from '../commitments/commitment.events.js';
import { isDated, isSameTarget } from '../commitments/commitments.audited.queries.js';
import { daysBetween, type Day } from '../event-sourcing/days.js';
import type { Attribution, Source, Words } from '../event-sourcing/messages.js';

/** The entries that say something about a date, or end the promise it was for. */
export const DATE_TYPES = [
  'CommitmentMade',
  'TargetSet',
  'TargetMoveRequested',
  'TargetMoved',
  'TargetMoveRefused',
  'TargetRestated',
  'CompletionSignedOff',
  'CommitmentWithdrawn',
  'CommitmentSuperseded',
] as const satisfies readonly CommitmentEvent['type'][];

type DateEvent = Extract<CommitmentEvent, { type: (typeof DATE_TYPES)[number] }>;

/** An entry about the date of a commitment, voided ones left out; in the order of effective days. */
export type DateEntry = {
  [T in DateEvent['type']]: {
    readonly id: string;
    readonly commitmentId: string;
    readonly type: T;
    readonly data: Extract<DateEvent, { type: T }>['data'];
    readonly day: Day;
    readonly statedOn: Day;
    readonly statedBy: Attribution;
    readonly source: Source | null;
  };
}[DateEvent['type']];

/** Somebody's wish for another date. */
export interface Asking {
  readonly entryId: string;
  readonly target: TargetDate;
  readonly askedOn: Day;
  readonly askedBy: Attribution;
  readonly reason: Words;
}

/** One change of a date. */
export interface Move {
  readonly entryId: string;
  readonly commitmentId: string;
  readonly day: Day;
  readonly from: TargetDate | null;
  readonly to: TargetDate | null;
  /** Days between the last days of both; `null` where either names none. */
  readonly days: number | null;
  readonly reason: Words;
  /** `null`: nobody asked for it on record. */
  readonly asked: Asking | null;
  /** Who gave leave; `null` where a successor simply came with another date. */
  readonly allowedBy: Authority | null;
}

/** A date that a paper prints, though nobody moved the one on record. */
export interface Restatement {
  readonly entryId: string;
  readonly day: Day;
  readonly target: TargetDate;
  readonly source: Source | null;
}

/** A wish that was not granted. */
export interface Refusal {
  readonly entryId: string;
  readonly day: Day;
  readonly asked: Asking | null;
  readonly refusedBy: Authority;
  readonly reason: Words;
}

/** What became of the date of a promise, from the day it was first made, whichever commitment carries it now. */
export interface DateStory {
  readonly promisedOn: Day;
  /** The first that names a day, or else the first of all. */
  readonly first: TargetDate | null;
  /** The day on which that was given. */
  readonly firstOn: Day;
  readonly now: TargetDate | null;
  /** From the last day of the first to that of the last; `null` where either names none. */
  readonly daysMoved: number | null;
  readonly moves: readonly Move[];
  readonly restated: readonly Restatement[];
  /** The last of them, unless a date was given or moved since. */
  readonly printed: Restatement | null;
  readonly refused: readonly Refusal[];
  /** The wish that waits for an answer. */
  readonly waiting: Asking | null;
}

/** Days from the last day of one target to that of another. */
export const daysFrom = (from: TargetDate | null, to: TargetDate | null): number | null =>
  from?.latest != null && to?.latest != null ? daysBetween(from.latest, to.latest) : null;

/**
 * The story of a date along a line of commitments, each the successor of the one before. A successor that comes with
 * another date has moved it: a refresh launders nothing.
 */
export const dateStory = (line: readonly (readonly DateEntry[])[]): DateStory | null => {
  const teller = new Teller();
  for (const entries of line) for (const entry of entries) teller.tell(entry);
  return teller.story;
};

/** Hears one entry after the other. */
class Teller {
  #promisedOn: Day | null = null;
  #first: TargetDate | null = null;
  #firstOn: Day = '';
  #now: TargetDate | null = null;
  #waiting: Asking | null = null;
  #printed: Restatement | null = null;
  #lastDay: Day = '';
  readonly #moves: Move[] = [];
  readonly #restated: Restatement[] = [];
  readonly #refused: Refusal[] = [];

  get story(): DateStory | null {
    if (this.#promisedOn === null) return null;
    return {
      promisedOn: this.#promisedOn,
      first: this.#first,
      firstOn: this.#firstOn,
      now: this.#now,
      daysMoved: daysFrom(this.#first, this.#now),
      moves: this.#moves,
      restated: this.#restated,
      printed: this.#printed,
      refused: this.#refused,
      waiting: this.#waiting,
    };
  }

  tell(entry: DateEntry): void {
    this.#take(entry);
    this.#lastDay = entry.day;
  }

  #take(entry: DateEntry): void {
    switch (entry.type) {
      case 'CommitmentMade':
        return this.#made(entry.data.target ?? null, entry);
      case 'TargetSet':
        return this.#aim(entry.data.target, entry.day);
      case 'TargetMoveRequested': {
        const { target, reason } = entry.data;
        this.#waiting = { entryId: entry.id, target, askedOn: entry.day, askedBy: entry.statedBy, reason };
        return;
      }
      case 'TargetMoved':
        this.#move(entry, entry.data.to, { reason: entry.data.reason, allowedBy: entry.data.allowedBy });
        return;
      case 'TargetMoveRefused': {
        const { refusedBy, reason } = entry.data;
        this.#refused.push({ entryId: entry.id, day: entry.day, asked: this.#waiting, refusedBy, reason });
        this.#waiting = null;
        return;
      }
      case 'TargetRestated':
        this.#printed = { entryId: entry.id, day: entry.day, target: entry.data.target, source: entry.source };
        this.#restated.push(this.#printed);
        return;
      case 'CompletionSignedOff':
      case 'CommitmentWithdrawn':
      case 'CommitmentSuperseded':
        // A wish ends with the promise it was for.
        this.#waiting = null;
    }
  }

  #made(target: TargetDate | null, entry: DateEntry): void {
    // Also where the refresh of a plan replaced what it follows.
    this.#waiting = null;
    if (this.#promisedOn === null) {
      this.#promisedOn = entry.day;
      this.#aim(target, entry.day);
    } else if (!isSameTarget(this.#now, target)) {
      // What was on record before took the promise over only when that was given up.
      const day = entry.day > this.#lastDay ? entry.day : this.#lastDay;
      this.#move({ ...entry, day }, target, { reason: null, allowedBy: null });
    }
  }

  #move(entry: DateEntry, to: TargetDate | null, by: Pick<Move, 'reason' | 'allowedBy'>): void {
    const { id: entryId, commitmentId, day } = entry;
    const from = this.#now;
    this.#moves.push({ entryId, commitmentId, day, from, to, days: daysFrom(from, to), asked: this.#waiting, ...by });
    this.#aim(to, day);
  }

  #aim(target: TargetDate | null, day: Day): void {
    this.#now = target;
    if (this.#first === null || (!isDated(this.#first) && isDated(target))) {
      this.#first = target;
      this.#firstOn = day;
    }
    this.#waiting = null;
    this.#printed = null;
  }
}
