import { IsInt, Max, Min } from 'class-validator';
import { TargetShape } from '../commitments/commitment.commands.js';
import { derivedId } from '../event-sourcing/identity.js';
import { Command } from '../event-sourcing/messages.js';
import { IsFlag, IsId, IsIds, IsLabel, IsNested, IsOneOf, IsWords, Optional } from '../event-sourcing/validation.js';
import { AuthorityShape } from '../naming/party.shapes.js';
import { EFFECT_KINDS, type EffectKind, type MinuteReference } from './meeting.events.js';
import { MINUTES } from './meeting.held.commands.js';

type Maybe<T> = T | null | undefined;

const NUMBER = { message: '$property must be a whole number from 1 to 99999.' };

class MinuteShape {
  @IsLabel() municipalYear!: string;
  @IsInt(NUMBER) @Min(1, NUMBER) @Max(99_999, NUMBER) number!: number;
  @Optional() @IsLabel() limb?: Maybe<string>;
}

class EffectShape {
  @IsOneOf(EFFECT_KINDS) kind!: EffectKind;
  @IsId() commitmentId!: string;
  @Optional() @IsNested(() => TargetShape) target?: Maybe<TargetShape>;
  @Optional() @IsIds() evidenceIds?: Maybe<readonly string[]>;
  @Optional() @IsIds() successorIds?: Maybe<readonly string[]>;
  @Optional() @IsFlag() youngPeopleTold?: Maybe<boolean>;
}

class RecordDecisionShape {
  @Optional() @IsNested(() => MinuteShape) minute?: Maybe<MinuteShape>;
  /** The council's own word. */
  @IsLabel() outcome!: string;
  @IsWords() text!: string;
  @Optional() @IsWords() reasons?: Maybe<string>;
  /** The officer the body delegated to; left out: the body itself. */
  @Optional() @IsNested(() => AuthorityShape) decidedBy?: Maybe<AuthorityShape>;
  @Optional() @IsIds() affects?: Maybe<readonly string[]>;
  @Optional() @IsNested(() => EffectShape, { each: true }) effects?: Maybe<readonly EffectShape[]>;
}

/** The id of a decision: of its minute where it has one, so that it is never recorded twice; else of the command. */
export const decisionId = (bodyId: string, minute: MinuteReference | undefined, commandId: string): string =>
  minute
    ? derivedId('decision', bodyId, minute.municipalYear, String(minute.number), minute.limb ?? '')
    : derivedId('decision', commandId);

/** A body, or an officer it delegated to, decided something. Its id is `decisionId`. */
export class RecordDecision extends Command<RecordDecisionShape> {
  static readonly shape = RecordDecisionShape;
  static readonly allows = MINUTES;
  readonly type = 'RecordDecision';
}

class AmendDecisionShape {
  @IsId() decisionId!: string;
  @Optional() @IsLabel() outcome?: Maybe<string>;
  @Optional() @IsWords() text?: Maybe<string>;
  @Optional() @IsWords() reasons?: Maybe<string>;
  /** All that it affects from now on; left out: as before. */
  @Optional() @IsIds() affects?: Maybe<readonly string[]>;
  /** Why it is amended. */
  @IsWords() reason!: string;
}

/** A decision is put right or added to: it reads otherwise from now on, and as before until now. */
export class AmendDecision extends Command<AmendDecisionShape> {
  static readonly shape = AmendDecisionShape;
  static readonly allows = MINUTES;
  readonly type = 'AmendDecision';
}

/** What may be asked about decisions. */
export const decisionsCommands = [RecordDecision, AmendDecision] as const;

class EffectDoneShape {
  @IsId() decisionId!: string;
  @IsId() commitmentId!: string;
  @IsOneOf(EFFECT_KINDS) effect!: EffectKind;
}

/** An effect of a decision was carried out. Sent by the reaction that carries effects out, and nobody else. */
export class RecordEffectCarriedOut extends Command<EffectDoneShape> {
  static readonly shape = EffectDoneShape;
  static readonly allows = ['system'] as const;
  readonly type = 'RecordEffectCarriedOut';
}

class EffectRefusedShape extends EffectDoneShape {
  @IsLabel() code!: string;
  @IsWords() reason!: string;
}

/** An effect of a decision stood against a rule. Sent by the reaction that carries effects out, and nobody else. */
export class RecordEffectRefused extends Command<EffectRefusedShape> {
  static readonly shape = EffectRefusedShape;
  static readonly allows = ['system'] as const;
  readonly type = 'RecordEffectRefused';
}

/** What only the service itself says about decisions. */
export const effectsCommands = [RecordEffectCarriedOut, RecordEffectRefused] as const;

/** One of `decisionsCommands` and `effectsCommands`. */
export type DecisionsCommand = InstanceType<(typeof decisionsCommands | typeof effectsCommands)[number]>;
