import { Command } from '../event-sourcing/messages.js';
import { IsFlag, IsId, IsLabel, IsLabels, IsNested, IsOneOf, IsWords, Optional } from '../event-sourcing/validation.js';
import { AppointmentShape, PartyShape } from '../naming/party.shapes.js';
import { INITIAL_STATES, type InitialState } from './commitment.events.js';
import { RECORDS, TargetShape, type Maybe } from './commitment.shapes.commands.js';

class MakeCommitmentShape {
  @Optional() @IsLabel() reference?: Maybe<string>;
  @IsWords(300) title!: string;
  @Optional() @IsWords() wording?: Maybe<string>;
  @IsLabels({ atLeastOne: true }) audiences!: readonly string[];
  @Optional() @IsLabel() kind?: Maybe<string>;
  @Optional() @IsLabel() origin?: Maybe<string>;
  @Optional() @IsId() planId?: Maybe<string>;
  @Optional() @IsId() programmeId?: Maybe<string>;
  @Optional() @IsId() workstreamId?: Maybe<string>;
  @Optional() @IsId() partOf?: Maybe<string>;
  @Optional() @IsNested(() => PartyShape) lead?: Maybe<PartyShape>;
  @Optional() @IsNested(() => PartyShape, { each: true }) contributors?: Maybe<readonly PartyShape[]>;
  @Optional() @IsLabels() coproducers?: Maybe<readonly string[]>;
  @Optional() @IsLabels() places?: Maybe<readonly string[]>;
  @Optional() @IsNested(() => TargetShape) target?: Maybe<TargetShape>;
  @IsOneOf(INITIAL_STATES) initialState!: InitialState;
  /** The meeting in which it was asked for. */
  @Optional() @IsId() raisedAtMeetingId?: Maybe<string>;
}

/** Put a promise on record, as it stood when the record first saw it. Its id is `commitmentId`. */
export class MakeCommitment extends Command<MakeCommitmentShape> {
  static readonly shape = MakeCommitmentShape;
  static readonly allows = RECORDS;
  readonly type = 'MakeCommitment';
}

class RewordCommitmentShape {
  @Optional() @IsWords(300) title?: Maybe<string>;
  @Optional() @IsWords() wording?: Maybe<string>;
  @IsWords() reason!: string;
  /** The old title stays findable unless this says `false`. */
  @Optional() @IsFlag() oldTitleStaysAlias?: Maybe<boolean>;
}

/** The promise says something else from a day on. */
export class RewordCommitment extends Command<RewordCommitmentShape> {
  static readonly shape = RewordCommitmentShape;
  static readonly allows = RECORDS;
  readonly type = 'RewordCommitment';
}

class ChangeScopeShape {
  @IsWords() from!: string;
  @IsWords() to!: string;
}

/** The promise covers more, less or something else from a day on. */
export class ChangeScope extends Command<ChangeScopeShape> {
  static readonly shape = ChangeScopeShape;
  static readonly allows = RECORDS;
  readonly type = 'ChangeScope';
}

class FileCommitmentShape {
  @Optional() @IsId() planId?: Maybe<string>;
  @Optional() @IsId() programmeId?: Maybe<string>;
  @Optional() @IsId() workstreamId?: Maybe<string>;
  @Optional() @IsId() partOf?: Maybe<string>;
}

/** Put the commitment where it belongs: what is left out stays as it was, `null` takes it out. */
export class FileCommitment extends Command<FileCommitmentShape> {
  static readonly shape = FileCommitmentShape;
  static readonly allows = RECORDS;
  readonly type = 'FileCommitment';
}

/** Say who answers for the commitment, or that nobody does for now. */
export class AppointLead extends Command<AppointmentShape> {
  static readonly shape = AppointmentShape;
  static readonly allows = RECORDS;
  readonly type = 'AppointLead';
}

class ChangeContributorsShape {
  @Optional() @IsNested(() => PartyShape, { each: true }) added?: Maybe<readonly PartyShape[]>;
  /** Names of contributors who contribute no more. */
  @Optional() @IsLabels() removed?: Maybe<readonly string[]>;
}

/** Say who else delivers from a day on, and who no longer does. */
export class ChangeContributors extends Command<ChangeContributorsShape> {
  static readonly shape = ChangeContributorsShape;
  static readonly allows = RECORDS;
  readonly type = 'ChangeContributors';
}

class CarryForwardCommitmentShape {
  @IsId() intoId!: string;
}

/** A later paper states the same intention anew: the two are linked, and nothing is laundered. */
export class CarryForwardCommitment extends Command<CarryForwardCommitmentShape> {
  static readonly shape = CarryForwardCommitmentShape;
  static readonly allows = RECORDS;
  readonly type = 'CarryForwardCommitment';
}

/** What may be asked about the promise itself. */
export const termsCommands = [
  MakeCommitment,
  RewordCommitment,
  ChangeScope,
  FileCommitment,
  AppointLead,
  ChangeContributors,
  CarryForwardCommitment,
] as const;
/** One of `termsCommands`. */
export type TermsCommand = InstanceType<(typeof termsCommands)[number]>;
