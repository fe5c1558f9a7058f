import type { Day } from '../event-sourcing/days.js';
import { DomainError } from '../event-sourcing/errors.js';
import type { Party } from './party.js';

/** Who leads from a day on: the data of `LeadAppointed` and `WorkstreamLeadAppointed`. */
export interface Appointment {
  /** `null`: the post is vacant, and the council answers. */
  readonly lead: Party | null;
  /** The first day; the day of the event when left out. */
  readonly from?: Day;
  /** The last day; open when left out. */
  readonly until?: Day;
  /** Stands in for the lead, who goes on answering. */
  readonly cover?: true;
}

/** An appointment as it is asked for; `null` says the same as leaving out. */
interface Asked {
  readonly lead: Party | null;
  readonly from?: Day | null;
  readonly until?: Day | null;
  readonly cover?: boolean | null;
}

/**
 * The appointment, decided on `day`; the days it holds may lie before or after that, in the future too. Throws
 * `DomainError` INVALID when it would end before it begins or nobody would be the cover.
 */
export const appointed = ({ lead, from, until, cover }: Asked, day: Day): Appointment => {
  const first = from ?? day;
  if (until != null && until < first) {
    throw new DomainError('INVALID', `The appointment would end on ${until}, before it begins on ${first}.`, 'until');
  }
  if (cover === true && lead === null) {
    throw new DomainError('INVALID', 'Say who covers; a post without anybody is vacant, not covered.', 'lead');
  }
  return {
    lead: lead && { name: lead.name.trim(), kind: lead.kind },
    ...(from == null ? {} : { from }),
    ...(until == null ? {} : { until }),
    ...(cover === true ? { cover } : {}),
  };
};
