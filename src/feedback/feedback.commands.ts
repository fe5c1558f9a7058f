import { derivedId } from '../event-sourcing/identity.js';
import { Command, type CommandClass } from '../event-sourcing/messages.js';
import { IsDay, IsIds, IsLabel, IsManyOf, IsOneOf, IsWords, Optional } from '../event-sourcing/validation.js';
import {
  MEDIA_KINDS,
  SPEAKER_BASES,
  SPEAKER_KINDS,
  USES,
  type MediaKind,
  type SpeakerBasis,
  type SpeakerKind,
  type Use,
} from './feedback.events.js';

type Maybe<T> = T | null | undefined;

class SpeakerShape {
  @IsOneOf(SPEAKER_KINDS) speakerKind!: SpeakerKind;
  @IsOneOf(SPEAKER_BASES) speakerBasis!: SpeakerBasis;
}

class RecordFeedbackShape extends SpeakerShape {
  @Optional() @IsWords() words?: Maybe<string>;
  @Optional() @IsLabel() theme?: Maybe<string>;
  /** Id or any name of a body in the record, or what the group is called. */
  @Optional() @IsLabel() group?: Maybe<string>;
  @Optional() @IsLabel() about?: Maybe<string>;
  @Optional() @IsIds() aboutIds?: Maybe<string[]>;
  @Optional() @IsWords(300) publishedIn?: Maybe<string>;
}

class RecordConsentShape {
  @IsManyOf(USES) uses!: Use[];
  @IsManyOf(MEDIA_KINDS) mediaKinds!: MediaKind[];
  @IsLabel() obtainedHow!: string;
  @Optional() @IsDay() until?: Maybe<string>;
}

class WithdrawConsentShape {
  @IsManyOf(USES) uses!: Use[];
}

/** The id of the item that this command records. */
export const feedbackId = (commandId: string): string => derivedId('feedback', commandId);

/** Somebody said something about what the council does for children and young people. */
export class RecordFeedback extends Command<RecordFeedbackShape> {
  static readonly shape = RecordFeedbackShape;
  static readonly allows = ['participation', 'importer'] as const;
  readonly type = 'RecordFeedback';
}

/** More is known of whose words they are. */
export class ReclassifySpeaker extends Command<SpeakerShape> {
  static readonly shape = SpeakerShape;
  static readonly allows = ['participation', 'importer'] as const;
  readonly type = 'ReclassifySpeaker';
}

/** Whoever said it allows uses of it. */
export class RecordConsent extends Command<RecordConsentShape> {
  static readonly shape = RecordConsentShape;
  static readonly allows = ['participation', 'importer'] as const;
  readonly type = 'RecordConsent';
}

/** Whoever said it no longer allows uses of it. */
export class WithdrawConsent extends Command<WithdrawConsentShape> {
  static readonly shape = WithdrawConsentShape;
  static readonly allows = ['participation', 'importer'] as const;
  readonly type = 'WithdrawConsent';
}

/** Everything that may be asked of an item of feedback. */
export const feedbackCommands = [
  RecordFeedback,
  ReclassifySpeaker,
  RecordConsent,
  WithdrawConsent,
] as const satisfies readonly CommandClass[];
/** One of `feedbackCommands`. */
export type FeedbackCommand = InstanceType<(typeof feedbackCommands)[number]>;
