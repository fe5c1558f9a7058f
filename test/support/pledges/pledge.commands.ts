import { Command, type CommandClass } from '../../../src/event-sourcing/messages.js';
import { IsLabel, IsPercent, IsWords, Optional } from '../../../src/event-sourcing/validation.js';

class MakePledgeShape {
  @IsWords(200) title!: string;
  @Optional() @IsWords() wording?: string;
  @IsPercent() weight!: number;
}
/** Make a pledge. */
export class MakePledge extends Command<MakePledgeShape> {
  static readonly shape = MakePledgeShape;
  static readonly allows = ['governance', 'lead'] as const;
  readonly type = 'MakePledge';
}

class WordPledgeShape {
  @Optional() @IsWords(200) title?: string;
  @Optional() @IsWords() wording?: string;
  @Optional() @IsWords() reason?: string;
}
/** Word a pledge anew. */
export class WordPledge extends Command<WordPledgeShape> {
  static readonly shape = WordPledgeShape;
  static readonly allows = ['governance'] as const;
  readonly type = 'WordPledge';
}

class RatePledgeShape {
  @IsLabel() assessor!: string;
  @IsLabel() rating!: string;
  @Optional() @IsWords() reason?: string;
}
/** Judge how a pledge stands. */
export class RatePledge extends Command<RatePledgeShape> {
  static readonly shape = RatePledgeShape;
  static readonly allows = ['lead', 'governance'] as const;
  readonly type = 'RatePledge';
}

class ReportPledgeShape {
  @IsWords() summary!: string;
  @Optional() @IsPercent() percent?: number;
}
/** Say how a pledge goes. */
export class ReportPledge extends Command<ReportPledgeShape> {
  static readonly shape = ReportPledgeShape;
  static readonly allows = ['lead', 'governance'] as const;
  readonly type = 'ReportPledge';
}

class HoldPledgeShape {
  @IsWords() reason!: string;
}
/** Let a pledge rest. */
export class HoldPledge extends Command<HoldPledgeShape> {
  static readonly shape = HoldPledgeShape;
  static readonly allows = ['governance'] as const;
  readonly type = 'HoldPledge';
}

class NothingShape {}
/** Take a pledge up again. */
export class ResumePledge extends Command<NothingShape> {
  static readonly shape = NothingShape;
  static readonly allows = ['governance'] as const;
  readonly type = 'ResumePledge';
}

/** Close a pledge; its events are two, to see that they are stored together. */
export class ClosePledge extends Command<HoldPledgeShape> {
  static readonly shape = HoldPledgeShape;
  static readonly allows = ['governance', 'system'] as const;
  readonly type = 'ClosePledge';
}

/** Everything that may be asked of a pledge. */
export const pledgeCommands = [
  MakePledge,
  WordPledge,
  RatePledge,
  ReportPledge,
  HoldPledge,
  ResumePledge,
  ClosePledge,
] as const satisfies readonly CommandClass[];
/** One of `pledgeCommands`. */
export type PledgeCommand = InstanceType<(typeof pledgeCommands)[number]>;
