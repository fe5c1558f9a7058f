import type { Day } from './days.js';
import { DomainError } from './errors.js';

/** Throws `DomainError` INVALID for a period that ends before it begins; `field` and `end` name its ends. */
export const refuseTurned = (
  from: Day | null | undefined,
  to: Day | null | undefined,
  field = 'from',
  end = 'to',
): void => {
  if (from == null || to == null || from <= to) return;
  throw new DomainError('INVALID', `"${field}" lies after "${end}"; turn them round.`, field);
};
