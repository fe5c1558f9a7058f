import { setImmediate as nextTurn } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { seesNames } from '../auth/names.js';
import { Neighbours } from '../commitments/commitments.queries.js';
import type { Day } from '../event-sourcing/days.js';
import { DomainError } from '../event-sourcing/errors.js';
import { held } from '../event-sourcing/held-reader.js';
import type { Role, Sender } from '../event-sourcing/messages.js';
import type { Reader, Times } from '../event-sourcing/reader.js';
import { Reads } from '../event-sourcing/reads.js';
import { wordsConsentedFor } from '../feedback/feedback.queries.js';
import { meetings } from '../meetings/meetings.queries.js';
import { reporting, SOURCES, type Sources } from '../meetings/meetings.reporting.queries.js';
import { checked, type HeldAgainst, type PaperCheck } from './papers.check.js';
import { wordsKey } from './papers.quotes.js';
import { recordForPaper, type HeldFor } from './papers.record.js';
import type { Paper } from './papers.text.js';

/** For which meeting a paper is checked, and against the record of which time. One of the two names the meeting. */
export interface Checking extends Times {
  readonly meetingId?: string | null | undefined;
  /** The day of a meeting that is not on record. */
  readonly on?: Day | null | undefined;
}

/** Who writes papers, or sees to them. */
const CHECKERS: readonly Role[] = ['governance', 'lead', 'participation'];
const WHICH_MEETING =
  'Say which meeting the paper is for: give "meetingId", or "on" where the meeting is not on record; not both.';
/** How long a paper is read before others have their turn, in milliseconds. */
const A_TURN = 10;

/** Checks draft papers against the record. Nothing of a paper is kept or logged. */
@Injectable()
export class PaperChecks {
  constructor(
    private readonly reads: Reads,
    private readonly neighbours: Neighbours,
    @Inject(SOURCES) private readonly sources: Sources,
  ) {}

  /** Throws `DomainError` FORBIDDEN for whoever has nothing to do with papers. */
  refuseOthers({ roles }: Sender): void {
    if (roles.some((role) => CHECKERS.includes(role))) return;
    throw new DomainError(
      'FORBIDDEN',
      'Draft papers are checked by governance staff, workstream leads and participation workers.',
    );
  }

  /**
   * What is to be known of a paper before it is published. Throws `DomainError` INVALID unless one of `meetingId` and
   * `on` says what it is written for, NOT_FOUND for a meeting that is not on record at that time.
   */
  async check(paper: Paper, { meetingId, on, ...times }: Checking, sender: Sender): Promise<PaperCheck> {
    this.refuseOthers(sender);
    if ((meetingId == null) === (on == null)) {
      throw new DomainError('INVALID', WHICH_MEETING, 'meetingId');
    }
    const reader = held(await this.reads.at(times, sender.today));
    let against: HeldAgainst;
    try {
      const reading = { reader, neighbours: this.neighbours, showsNames: seesNames(sender) };
      const heldFor = meetingId == null ? { on: on as Day, expected: null } : this.#meetingOf(reader, meetingId);
      against = { ...(await recordForPaper(reading, heldFor)), on: heldFor.on, consented: this.#consented(sender) };
    } finally {
      reader.release();
    }
    const reading = checked(paper, against);
    for (let began = performance.now(); ;) {
      const step = reading.next();
      if (step.done) return step.value;
      if (performance.now() - began < A_TURN) continue;
      await nextTurn();
      began = performance.now();
    }
  }

  #meetingOf(reader: Reader, meetingId: string): HeldFor {
    const meeting = meetings.byId(reader, meetingId);
    if (!meeting) {
      const message = 'There is no such meeting on record at that time; schedule it, or give its day with "on".';
      throw new DomainError('NOT_FOUND', message, 'meetingId');
    }
    return { on: meeting.on, expected: reporting.expectedFor(this.sources, reader, meetingId) };
  }

  /** Whatever past is read, consent is that of today: its withdrawal stops every use at once. */
  #consented({ today }: Sender): ReadonlySet<string> {
    return new Set(wordsConsentedFor(this.reads.now(today), 'COMMITTEE', today).map(wordsKey));
  }
}
