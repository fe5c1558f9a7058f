import type { Day } from '../event-sourcing/days.js';
import type { Decider } from '../event-sourcing/decider.js';
import { DomainError } from '../event-sourcing/errors.js';
import { withoutFounding } from '../event-sourcing/founding.js';
import type { Happened } from '../event-sourcing/happened.js';
import { dayOf, refuseFuture, refuseOutOfOrder } from '../event-sourcing/lifecycle-days.js';
import type { GroupOnRecord, NamedGroup } from '../naming/party.js';
import type { FeedbackCommand, RecordConsent, RecordFeedback } from './feedback.commands.js';
import { feedbackWords, type FeedbackEvent, type Speaker } from './feedback.events.js';

/** An item of feedback as the rules see it. */
interface Feedback extends Speaker {
  /** The day of the latest consent or withdrawal; `null`: nobody was asked yet. */
  readonly lastConsentDay: Day | null;
}

/** What the rules of feedback need to know of other streams. */
export interface FeedbackFacts {
  /** The body that the group of a `RecordFeedback` is; `null`: there is none of that id or name. */
  readonly group: GroupOnRecord | null;
  /** What it says it is about and the record does not hold. */
  readonly unknownIds: readonly string[];
}

type Of<T extends FeedbackEvent['type']> = Extract<FeedbackEvent, { type: T }>;

/**
 * Feedback is recorded once; whose words they are may be known better later. Consent and its withdrawal are told in
 * order, so that no consent entered late undoes a withdrawal; feedback itself may be dated back.
 */
export const feedbackDecider: Decider<Feedback | null, FeedbackCommand, FeedbackEvent, FeedbackFacts> = {
  category: 'feedback',
  initialState: null,
  words: feedbackWords,

  decide(command, feedback, facts) {
    if (command.type === 'RecordFeedback') return [recorded(command, feedback, facts)];
    if (!feedback) throw new DomainError('NOT_FOUND', 'There is no such feedback.');

    switch (command.type) {
      case 'ReclassifySpeaker': {
        const speaker = speakerOf(command.data);
        if (speaker.speakerKind === feedback.speakerKind && speaker.speakerBasis === feedback.speakerBasis) {
          throw new DomainError('RULE', 'The record says so of the speaker already.', 'speakerKind');
        }
        refuseFuture(command);
        return [{ type: 'SpeakerReclassified', data: speaker }];
      }
      case 'RecordConsent':
        return [consented(command, refuseOutOfOrder(command, feedback.lastConsentDay))];
      case 'WithdrawConsent':
        // Also where no consent is on record: a form that is entered later must not undo what was said since.
        refuseOutOfOrder(command, feedback.lastConsentDay);
        return [{ type: 'ConsentWithdrawn', data: { uses: [...new Set(command.data.uses)] } }];
    }
  },

  evolve(feedback, event: Happened<FeedbackEvent>) {
    switch (event.type) {
      case 'FeedbackRecorded':
        return { ...speakerIn(event.data), lastConsentDay: null };
      case 'SpeakerReclassified':
        return feedback && { ...feedback, ...speakerIn(event.data) };
      case 'ConsentRecorded':
      case 'ConsentWithdrawn':
        return feedback && { ...feedback, lastConsentDay: dayOf(event) };
    }
  },

  objection: (events) => withoutFounding(events, 'FeedbackRecorded'),
};

const recorded = (command: RecordFeedback, known: Feedback | null, facts: FeedbackFacts): Of<'FeedbackRecorded'> => {
  if (known) throw new DomainError('RULE', 'This feedback was recorded already.');
  const { words, theme, group, about, aboutIds, publishedIn } = command.data;
  const [unknown] = facts.unknownIds;
  if (unknown !== undefined) {
    throw new DomainError('INVALID', `There is nothing with the id ${unknown} in the record.`, 'aboutIds');
  }
  refuseFuture(command);
  return {
    type: 'FeedbackRecorded',
    data: {
      ...speakerOf(command.data),
      ...(words == null ? {} : { words: words.trim() }),
      ...(theme == null ? {} : { theme: theme.trim() }),
      ...(group == null ? {} : { group: groupOf(group.trim(), facts.group) }),
      ...(about == null ? {} : { about: about.trim() }),
      aboutIds: [...new Set(aboutIds ?? [])],
      ...(publishedIn == null ? {} : { publishedIn: publishedIn.trim() }),
    },
  };
};

/** A group that is no body of the record keeps the name it was given. */
const groupOf = (name: string, body: GroupOnRecord | null): NamedGroup =>
  body ? { name: body.name, bodyId: body.id } : { name };

const speakerIn = ({ speakerKind, speakerBasis }: Speaker): Speaker => ({ speakerKind, speakerBasis });

/** Whose words they are, once kind and basis go together: who is unknown was neither stated nor inferred. */
const speakerOf = (said: Speaker): Speaker => {
  if ((said.speakerKind === 'UNKNOWN') !== (said.speakerBasis === 'UNKNOWN')) {
    const sentence =
      said.speakerKind === 'UNKNOWN'
        ? 'Nobody says who spoke, so the basis is UNKNOWN too.'
        : 'Say how it is known who spoke: STATED by the source, or INFERRED from the words.';
    throw new DomainError('INVALID', sentence, 'speakerBasis');
  }
  return speakerIn(said);
};

const consented = (command: RecordConsent, day: Day): Of<'ConsentRecorded'> => {
  const { uses, mediaKinds, obtainedHow, until } = command.data;
  if (until != null && until < day) {
    const sentence = `This consent was given on ${day} and is said to end before that, on ${until}; correct one of the two days.`;
    throw new DomainError('INVALID', sentence, 'until');
  }
  return {
    type: 'ConsentRecorded',
    data: {
      uses: [...new Set(uses)],
      mediaKinds: [...new Set(mediaKinds)],
      obtainedHow: obtainedHow.trim(),
      ...(until == null ? {} : { until }),
    },
  };
};
