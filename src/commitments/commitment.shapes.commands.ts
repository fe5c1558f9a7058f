import { MaxLength } from 'class-validator';
import type { Day } from '../event-sourcing/days.js';
import type { Role } from '../event-sourcing/messages.js';
import { IsDay, IsId, IsLabel, IsOneOf, IsWords, Optional } from '../event-sourcing/validation.js';
import { AuthorityShape } from '../naming/party.shapes.js';
import { TARGET_PRECISIONS, type TargetPrecision } from './target-date.js';

/** A value that need not be given: left out and `null` mean the same. */
export type Maybe<T> = T | null | undefined;

/** Who may report on the work: leads on what concerns them, governance staff, and whoever loads a paper. */
export const REPORTS = ['lead', 'governance', 'importer'] as const satisfies readonly Role[];
/** Who may record what was decided about a commitment. */
export const RECORDS = ['governance', 'importer'] as const satisfies readonly Role[];
/** The same, and the reactions that carry out a recorded decision. */
export const CARRIES_OUT = ['governance', 'importer', 'system'] as const satisfies readonly Role[];

/** The shape of a command that asks for nothing beyond itself. */
export class NothingMore {}

/** The shape of a command that needs only its reason. */
export class ReasonShape {
  @IsWords() reason!: string;
}

/** The shape of an `Authority`: who decided, and where that is minuted. */
export class DecidedByShape extends AuthorityShape {
  @Optional() @IsId() decisionId?: Maybe<string>;
  @Optional() @IsLabel() minute?: Maybe<string>;
}

/**
 * A target as it was written. Where only the words are given, their days are read from them; days that are given win
 * over the words. Both ends are inclusive.
 */
export class TargetShape {
  @Optional()
  @MaxLength(200, { message: '$property must be text of at most 200 characters.' })
  asWritten?: Maybe<string>;

  @Optional() @IsDay() earliest?: Maybe<Day>;
  @Optional() @IsDay() latest?: Maybe<Day>;
  @Optional() @IsOneOf(TARGET_PRECISIONS) precision?: Maybe<TargetPrecision>;
}
