import { TargetShape } from '../commitments/commitment.commands.js';
import { Command } from '../event-sourcing/messages.js';
import { IsId, IsLabel, IsLabels, IsNested, IsWords, Optional } from '../event-sourcing/validation.js';
import { PartyShape } from '../naming/party.shapes.js';
import { MINUTES } from './meeting.held.commands.js';

type Maybe<T> = T | null | undefined;

class RaiseCommitteeActionShape {
  @IsId() meetingId!: string;
  @Optional() @IsLabel() reference?: Maybe<string>;
  @IsWords(300) title!: string;
  @Optional() @IsWords() wording?: Maybe<string>;
  @IsLabels({ atLeastOne: true }) audiences!: readonly string[];
  @Optional() @IsId() workstreamId?: Maybe<string>;
  @Optional() @IsNested(() => PartyShape) lead?: Maybe<PartyShape>;
  @Optional() @IsNested(() => PartyShape, { each: true }) contributors?: Maybe<readonly PartyShape[]>;
  @Optional() @IsNested(() => TargetShape) target?: Maybe<TargetShape>;
}

/** Something was asked for in a meeting: it becomes a commitment, whose id is this command's. */
export class RaiseCommitteeAction extends Command<RaiseCommitteeActionShape> {
  static readonly shape = RaiseCommitteeActionShape;
  static readonly allows = MINUTES;
  readonly type = 'RaiseCommitteeAction';
}

class RecordActionRaisedShape {
  @IsId() commitmentId!: string;
}

/** A commitment was asked for in this meeting. Sent once the commitment is made, and by nobody else. */
export class RecordActionRaised extends Command<RecordActionRaisedShape> {
  static readonly shape = RecordActionRaisedShape;
  static readonly allows = ['system'] as const;
  readonly type = 'RecordActionRaised';
}
