import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { seesNames } from '../auth/names.js';
import { Neighbours } from '../commitments/commitments.queries.js';
import type { Day } from '../event-sourcing/days.js';
import { DomainError } from '../event-sourcing/errors.js';
import { held } from '../event-sourcing/held-reader.js';
import type { Role, Sender } from '../event-sourcing/messages.js';
import type { Times } from '../event-sourcing/reader.js';
import { Reads } from '../event-sourcing/reads.js';
import { wordsConsentedFor } from '../feedback/feedback.queries.js';
import { checked, type HeldAgainst, type PaperCheck } from './papers.check.js';
import { wordsKey } from './papers.quotes.js';
import { recordForPaper } from './papers.record.js';
import type { Paper } from './papers.text.js';

/** For which meeting a paper is checked, and against the record of which time. */
export interface Checking extends Times {
  /** The day of the meeting; today, or the last day of the past that is asked, when left out. */
  readonly on?: Day | null | undefined;
}

/** Who writes papers, or sees to them. */
const CHECKERS: readonly Role[] = ['governance', 'lead', 'participation'];
/** How long a paper is read before others have their turn, in milliseconds. */
const A_TURN = 10;

/** Checks draft papers against the record. Nothing of a paper is kept or logged. */
@Injectable()
export class PaperChecks {
  constructor(
    private readonly reads: Reads,
    private readonly neighbours: Neighbours,
  ) {}

  /** Throws `DomainError` FORBIDDEN for whoever has nothing to do with papers. */
  refuseOthers({ roles }: Sender): void {
    if (roles.some((role) => CHECKERS.includes(role))) return;
    throw new DomainError(
      'FORBIDDEN',
      'Draft papers are checked by governance staff, workstream leads and participation workers.',
    );
  }

  /** What is to be known of a paper before it is published. */
  async check(paper: Paper, { on, ...times }: Checking, sender: Sender): Promise<PaperCheck> {
    this.refuseOthers(sender);
    const reader = held(await this.reads.at(times, sender.today));
    let against: HeldAgainst;
    try {
      const day = on ?? reader.day;
      const reading = { reader, neighbours: this.neighbours, showsNames: seesNames(sender) };
      against = { ...(await recordForPaper(reading, day)), on: day, consented: this.#consented(sender) };
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

  /** Whatever past is read, consent is that of today: its withdrawal stops every use at once. */
  #consented({ today }: Sender): ReadonlySet<string> {
    return new Set(wordsConsentedFor(this.reads.now(today), 'COMMITTEE', today).map(wordsKey));
  }
}
