import { Args, Query, Resolver } from '@nestjs/graphql';
import { seesNames } from '../auth/names.js';
import { Sender } from '../auth/sender.js';
import {
  commitments,
  Neighbours,
  statusCounts,
  type Dimension,
  type StatusCount,
} from '../commitments/commitments.queries.js';
import { Background } from '../event-sourcing/background.js';
import { addDays, type Day } from '../event-sourcing/days.js';
import { DomainError } from '../event-sourcing/errors.js';
import { refuseTurned } from '../event-sourcing/periods.js';
import type { Sender as SenderOf } from '../event-sourcing/messages.js';
import type { Times } from '../event-sourcing/reader.js';
import { Reads } from '../event-sourcing/reads.js';
import { closings } from '../meetings/meetings.closings.queries.js';
import { ticksOf, type Every } from './over-time.ticks.js';

/** How far back a line begins when nobody says. */
const A_YEAR = 365;

interface OverTimeArgs extends Pick<Times, 'toldBy' | 'knownAt' | 'minPosition'> {
  readonly every: Every;
  readonly groupBy: readonly Dimension[];
  readonly from?: Day | null;
  readonly to?: Day | null;
  readonly bodyId?: string | null;
}

/** How all commitments stood at the end of a day. */
interface StatusOnDay {
  readonly day: Day;
  readonly counts: readonly StatusCount[];
}

/** Answers how commitments stood day after day, for charts. */
@Resolver()
export class OverTimeResolver {
  constructor(
    private readonly reads: Reads,
    private readonly background: Background,
    private readonly neighbours: Neighbours,
  ) {}

  @Query()
  async statusOverTime(@Args() args: OverTimeArgs, @Sender() sender: SenderOf): Promise<readonly StatusOnDay[]> {
    const { toldBy, knownAt, minPosition, groupBy } = args;
    const reader = await this.reads.at({ toldBy, knownAt, minPosition }, sender.today);
    const to = args.to != null && args.to < reader.day ? args.to : reader.day;
    refuseTurned(args.from, args.to);
    const from = args.from ?? addDays(to, -A_YEAR);
    if (from > to) {
      throw new DomainError('INVALID', `Nothing is known of days after ${reader.day}; let "from" be earlier.`, 'from');
    }
    if ((args.every === 'MEETING') !== (args.bodyId != null)) {
      throw new DomainError('INVALID', 'Say whose meetings you mean with "bodyId", and only with MEETING.', 'bodyId');
    }
    const meetings = args.bodyId == null ? [] : closings.days(reader, args.bodyId, from, to);
    const days = ticksOf(args.every, from, to, meetings);
    const series = await commitments.overTime(reader, this.background, { days, groupBy });
    const reading = { reader: await this.reads.at({ toldBy, knownAt }, sender.today), neighbours: this.neighbours };
    const counts = statusCounts({ ...reading, showsNames: seesNames(sender) }, series.flat());
    let counted = 0;
    return days.map((day, n) => {
      const { length } = series[n] ?? [];
      return { day, counts: counts.slice(counted, (counted += length)) };
    });
  }
}
