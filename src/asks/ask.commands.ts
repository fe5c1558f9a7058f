import { derivedId } from '../event-sourcing/identity.js';
import { Command, type CommandClass } from '../event-sourcing/messages.js';
import { IsId, IsLabel, IsLabels, IsOneOf, IsWords, Optional } from '../event-sourcing/validation.js';
import { ANSWERS, type Answer } from './ask.events.js';

class RaiseAskShape {
  @IsWords() words!: string;
  /** Id or any name of a young people's group in the record. */
  @IsLabel() group!: string;
  @IsLabels({ atLeastOne: true }) audiences!: string[];
}

class AnswerAskShape {
  @IsOneOf(ANSWERS) answer!: Answer;
  @Optional() @IsWords() words?: string | null;
}

class LinkAskShape {
  @IsId() commitmentId!: string;
}

class FeedBackAnswerShape {
  @IsLabel() to!: string;
  @IsLabel() how!: string;
}

/** The id of the ask that this command raises. */
export const askId = (commandId: string): string => derivedId('ask', commandId);

/** A group of young people asks something of the council. */
export class RaiseAsk extends Command<RaiseAskShape> {
  static readonly shape = RaiseAskShape;
  static readonly allows = ['participation', 'importer'] as const;
  readonly type = 'RaiseAsk';
}

/** The council answers an ask, or revises its answer. */
export class AnswerAsk extends Command<AnswerAskShape> {
  static readonly shape = AnswerAskShape;
  static readonly allows = ['participation', 'governance', 'importer'] as const;
  readonly type = 'AnswerAsk';
}

/** A commitment answers an ask, or would. */
export class LinkAsk extends Command<LinkAskShape> {
  static readonly shape = LinkAskShape;
  static readonly allows = ['participation', 'governance', 'importer'] as const;
  readonly type = 'LinkAsk';
}

/** The group was told the answer. */
export class FeedBackAnswer extends Command<FeedBackAnswerShape> {
  static readonly shape = FeedBackAnswerShape;
  static readonly allows = ['participation', 'importer'] as const;
  readonly type = 'FeedBackAnswer';
}

/** Everything that may be asked of an ask. */
export const askCommands = [RaiseAsk, AnswerAsk, LinkAsk, FeedBackAnswer] as const satisfies readonly CommandClass[];
/** One of `askCommands`. */
export type AskCommand = InstanceType<(typeof askCommands)[number]>;
