import { Command } from '../event-sourcing/messages.js';
import { IsNested, Optional } from '../event-sourcing/validation.js';
import {
  CARRIES_OUT,
  DecidedByShape,
  ReasonShape,
  RECORDS,
  REPORTS,
  TargetShape,
  type Maybe,
} from './commitment.shapes.commands.js';

class TargetOnlyShape {
  @IsNested(() => TargetShape) target!: TargetShape;
}

/** Give a commitment the first date it ever had. */
export class SetTarget extends Command<TargetOnlyShape> {
  static readonly shape = TargetOnlyShape;
  static readonly allows = RECORDS;
  readonly type = 'SetTarget';
}

class RequestTargetMoveShape extends ReasonShape {
  @IsNested(() => TargetShape) target!: TargetShape;
}

/** Ask for another date; it stays as it is until somebody allows it. */
export class RequestTargetMove extends Command<RequestTargetMoveShape> {
  static readonly shape = RequestTargetMoveShape;
  static readonly allows = REPORTS;
  readonly type = 'RequestTargetMove';
}

class MoveTargetShape extends ReasonShape {
  /** Left out: the date that was asked for. */
  @Optional() @IsNested(() => TargetShape) target?: Maybe<TargetShape>;
  @IsNested(() => DecidedByShape) allowedBy!: DecidedByShape;
}

/** Move the date, by somebody's leave. */
export class MoveTarget extends Command<MoveTargetShape> {
  static readonly shape = MoveTargetShape;
  static readonly allows = CARRIES_OUT;
  readonly type = 'MoveTarget';
}

class RefuseTargetMoveShape extends ReasonShape {
  @IsNested(() => DecidedByShape) refusedBy!: DecidedByShape;
}

/** Answer a request for another date with no. */
export class RefuseTargetMove extends Command<RefuseTargetMoveShape> {
  static readonly shape = RefuseTargetMoveShape;
  static readonly allows = CARRIES_OUT;
  readonly type = 'RefuseTargetMove';
}

/** A paper prints another date than the one on record; nobody moved it, and the record says so. */
export class RestateTarget extends Command<TargetOnlyShape> {
  static readonly shape = TargetOnlyShape;
  static readonly allows = RECORDS;
  readonly type = 'RestateTarget';
}

/** What may be asked about the target date. */
export const targetCommands = [SetTarget, RequestTargetMove, MoveTarget, RefuseTargetMove, RestateTarget] as const;
/** One of `targetCommands`. */
export type TargetCommand = InstanceType<(typeof targetCommands)[number]>;
