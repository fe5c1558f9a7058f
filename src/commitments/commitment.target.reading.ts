import type { Day } from '../event-sourcing/days.js';
import { DomainError } from '../event-sourcing/errors.js';
import type { TargetShape } from './commitment.shapes.commands.js';
import { isDated, parseTargetDate, type TargetDate, type TargetPrecision } from './target-date.js';

/** Does a target say nothing at all: no words, no days, no precision? */
export const isUnsaid = (target: TargetDate): boolean =>
  target.precision === 'NONE' && target.asWritten.trim() === '' && !isDated(target);

const NAMES_NO_DAY: ReadonlySet<TargetPrecision> = new Set(['NONE', 'TBC', 'UNPARSED']);
const MAY_NAME_NO_DAY: ReadonlySet<TargetPrecision> = new Set([...NAMES_NO_DAY, 'ONGOING', 'RECURRING', 'CONDITIONAL']);

/**
 * The target that was meant: read from its words, as they would be understood on the day they were stated, except where
 * days or a precision were given, which win. Throws INVALID when those contradict one another.
 */
export const readTarget = (told: TargetShape, statedOn: Day): TargetDate => {
  const asWritten = told.asWritten ?? '';
  const read = parseTargetDate(asWritten, statedOn);
  const { earliest, latest } = { earliest: told.earliest ?? null, latest: told.latest ?? null };
  if (earliest === null && latest === null) {
    const precision = told.precision ?? read.precision;
    if (NAMES_NO_DAY.has(precision)) return { asWritten, earliest, latest, precision };
    if (isDated(read) || MAY_NAME_NO_DAY.has(precision)) return { ...read, precision };
    throw new DomainError('INVALID', 'A target this exact needs its first or its last day.', 'target.latest');
  }

  if (earliest !== null && latest !== null && earliest > latest) {
    throw new DomainError(
      'INVALID',
      `The target begins on ${earliest}, after its last day, ${latest}.`,
      'target.latest',
    );
  }
  const precision = told.precision ?? (earliest === latest ? 'DAY' : read.precision);
  if (NAMES_NO_DAY.has(precision)) {
    throw new DomainError('INVALID', 'Say how exact the days of the target are, such as MONTH.', 'target.precision');
  }
  return { asWritten, earliest, latest, precision };
};
