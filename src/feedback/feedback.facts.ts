import type { GatherFacts } from '../event-sourcing/command-handling.js';
import type { Reader } from '../event-sourcing/reader.js';
import { groupNamedIn, type GroupsOnRecord } from '../naming/groups.facts.js';
import type { FeedbackCommand } from './feedback.commands.js';
import type { FeedbackFacts } from './feedback.decider.js';

/** What the rules of feedback ask of other kinds of things. */
export interface OtherThings extends GroupsOnRecord {
  /** Those among these ids that name something in the record, of whatever kind. */
  readonly known: (reader: Reader, ids: readonly string[]) => ReadonlySet<string>;
}

/** Gathers what the rules of feedback need to know of other streams: each fact when a rule first looks at it. */
export const feedbackFacts =
  (others: OtherThings): GatherFacts<FeedbackCommand, FeedbackFacts> =>
  (reader, { data }) => ({
    get group() {
      return groupNamedIn(others, reader, data);
    },
    get unknownIds() {
      const ids = ('aboutIds' in data && data.aboutIds) || [];
      const known = others.known(reader, ids);
      return ids.filter((id) => !known.has(id));
    },
  });
