import type { Day } from '../event-sourcing/days.js';
import type { WordFields } from '../event-sourcing/decider.js';
import type { DomainEvent, Words } from '../event-sourcing/messages.js';
import type { NamedGroup } from '../naming/party.js';

/** Whose words they are. */
export const SPEAKER_KINDS = ['YOUNG_PERSON', 'PROFESSIONAL', 'UNKNOWN'] as const;
/** One of `SPEAKER_KINDS`. */
export type SpeakerKind = (typeof SPEAKER_KINDS)[number];

/** How we know whose words they are. */
export const SPEAKER_BASES = ['STATED', 'INFERRED', 'UNKNOWN'] as const;
/** One of `SPEAKER_BASES`. */
export type SpeakerBasis = (typeof SPEAKER_BASES)[number];

/** Whose words they are, and how we know. Never a name. */
export interface Speaker {
  readonly speakerKind: SpeakerKind;
  readonly speakerBasis: SpeakerBasis;
}

/** What words may be used for, each by a consent of its own. */
export const USES = ['INTERNAL', 'COMMITTEE', 'PUBLIC'] as const;
/** One of `USES`. */
export type Use = (typeof USES)[number];

/** In which form something may be used. */
export const MEDIA_KINDS = ['TEXT', 'PICTURE', 'AUDIO', 'VIDEO'] as const;
/** One of `MEDIA_KINDS`. */
export type MediaKind = (typeof MEDIA_KINDS)[number];

/** What can have happened to one item of feedback. A field that was not stated is left out. */
export type FeedbackEvent =
  | DomainEvent<
      'FeedbackRecorded',
      Speaker & {
        /** Left out: the words were withheld. */
        readonly words?: Words;
        readonly theme?: string;
        readonly group?: NamedGroup;
        /** What it is about, in a few words. */
        readonly about?: string;
        /** Things of the record that it is about. */
        readonly aboutIds: readonly string[];
        /** The paper it stands in, as cited. That it was published once is no consent to use it again. */
        readonly publishedIn?: string;
      }
    >
  | DomainEvent<'SpeakerReclassified', Speaker>
  | DomainEvent<
      'ConsentRecorded',
      {
        readonly uses: readonly Use[];
        readonly mediaKinds: readonly MediaKind[];
        readonly obtainedHow: string;
        /** The last day of it; left out: it has no end. */
        readonly until?: Day;
      }
    >
  | DomainEvent<'ConsentWithdrawn', { readonly uses: readonly Use[] }>;

/** Which fields are free text. */
export const feedbackWords: WordFields<FeedbackEvent> = {
  FeedbackRecorded: ['words'],
  SpeakerReclassified: [],
  ConsentRecorded: [],
  ConsentWithdrawn: [],
};
