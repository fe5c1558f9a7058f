import { Command, type CommandClass } from '../event-sourcing/messages.js';
import { IsId, IsLabel, IsWords } from '../event-sourcing/validation.js';

class JoinCopyShape {
  @IsLabel() name!: string;
}

class AcknowledgeErasureShape extends JoinCopyShape {
  /** The entry whose words were erased. */
  @IsId() entryId!: string;
}

class RetireCopyShape {
  @IsWords() reason!: string;
}

/** A copy of the service begins to follow the log. */
export class JoinCopy extends Command<JoinCopyShape> {
  static readonly shape = JoinCopyShape;
  static readonly allows = ['system'] as const;
  readonly type = 'JoinCopy';
}

/** A copy of the service holds the words of an entry no more: it has made its read models anew without them. */
export class AcknowledgeErasure extends Command<AcknowledgeErasureShape> {
  static readonly shape = AcknowledgeErasureShape;
  static readonly allows = ['system'] as const;
  readonly type = 'AcknowledgeErasure';
}

/** A copy of the service is gone for good, its data folder too: nobody need wait for it. */
export class RetireCopy extends Command<RetireCopyShape> {
  static readonly shape = RetireCopyShape;
  static readonly allows = ['data-protection', 'governance'] as const;
  readonly type = 'RetireCopy';
}

/** Everything that may be asked of a copy of the service, by itself or by people. */
export type CopyCommand = JoinCopy | AcknowledgeErasure | RetireCopy;

/** What people may ask. */
export const copyCommands = [RetireCopy] as const satisfies readonly CommandClass[];
