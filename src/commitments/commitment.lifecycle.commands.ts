import type { Day } from '../event-sourcing/days.js';
import { Command } from '../event-sourcing/messages.js';
import { IsDay, IsFlag, IsIds, IsNested, Optional } from '../event-sourcing/validation.js';
import {
  CARRIES_OUT,
  DecidedByShape,
  NothingMore,
  ReasonShape,
  REPORTS,
  type Maybe,
} from './commitment.shapes.commands.js';

class AgreeCommitmentShape {
  @IsNested(() => DecidedByShape) decidedBy!: DecidedByShape;
}

/** A body or an officer agreed what was proposed. */
export class AgreeCommitment extends Command<AgreeCommitmentShape> {
  static readonly shape = AgreeCommitmentShape;
  static readonly allows = CARRIES_OUT;
  readonly type = 'AgreeCommitment';
}

/** Work has begun. */
export class StartWork extends Command<NothingMore> {
  static readonly shape = NothingMore;
  static readonly allows = REPORTS;
  readonly type = 'StartWork';
}

class HoldCommitmentShape extends ReasonShape {
  /** When it is looked at again; after the day of the hold. */
  @IsDay() reviewOn!: Day;
}

/** Work rests, for a reason and until a day of review. */
export class HoldCommitment extends Command<HoldCommitmentShape> {
  static readonly shape = HoldCommitmentShape;
  static readonly allows = REPORTS;
  readonly type = 'HoldCommitment';
}

/** Work goes on from where it was. */
export class ResumeCommitment extends Command<ReasonShape> {
  static readonly shape = ReasonShape;
  static readonly allows = REPORTS;
  readonly type = 'ResumeCommitment';
}

class ReopenCommitmentShape extends ReasonShape {
  @IsNested(() => DecidedByShape) decidedBy!: DecidedByShape;
}

/** What was closed or withdrawn is taken up again. */
export class ReopenCommitment extends Command<ReopenCommitmentShape> {
  static readonly shape = ReopenCommitmentShape;
  static readonly allows = CARRIES_OUT;
  readonly type = 'ReopenCommitment';
}

class WithdrawCommitmentShape extends ReasonShape {
  @IsNested(() => DecidedByShape) decidedBy!: DecidedByShape;
  /** Were the young people it was promised to told? Left out: not known. */
  @Optional() @IsFlag() youngPeopleTold?: Maybe<boolean>;
}

/** The promise is ended undone, by somebody's decision. */
export class WithdrawCommitment extends Command<WithdrawCommitmentShape> {
  static readonly shape = WithdrawCommitmentShape;
  static readonly allows = CARRIES_OUT;
  readonly type = 'WithdrawCommitment';
}

class SupersedeCommitmentShape {
  @IsIds({ atLeastOne: true }) successorIds!: readonly string[];
}

/** One or more other commitments replace this one. */
export class SupersedeCommitment extends Command<SupersedeCommitmentShape> {
  static readonly shape = SupersedeCommitmentShape;
  static readonly allows = CARRIES_OUT;
  readonly type = 'SupersedeCommitment';
}

/** What may be asked about the life of a commitment, its completion apart. */
export const lifecycleCommands = [
  AgreeCommitment,
  StartWork,
  HoldCommitment,
  ResumeCommitment,
  ReopenCommitment,
  WithdrawCommitment,
  SupersedeCommitment,
] as const;
/** One of `lifecycleCommands`. */
export type LifecycleCommand = InstanceType<(typeof lifecycleCommands)[number]>;
