import type { GatherFacts } from '../event-sourcing/command-handling.js';
import type { Reader } from '../event-sourcing/reader.js';
import type { GroupOnRecord } from '../naming/party.js';
import type { FeedbackCommand } from './feedback.commands.js';
import type { FeedbackFacts } from './feedback.decider.js';

/** What the rules of feedback ask of other kinds of things. */
export interface OtherThings {
  /** The body with this id or any such name. */
  readonly group: (reader: Reader, idOrName: string) => GroupOnRecord | null;
  /** Those among these ids that name something in the record, of whatever kind. */
  readonly known: (reader: Reader, ids: readonly string[]) => ReadonlySet<string>;
}

/** Gathers what the rules of feedback need to know of other streams: each fact when a rule first looks at it. */
export const feedbackFacts =
  (others: OtherThings): GatherFacts<FeedbackCommand, FeedbackFacts> =>
  (reader, { data }) => ({
    get group() {
      return 'group' in data && data.group != null ? others.group(reader, data.group.trim()) : null;
    },
    get unknownIds() {
      const ids = ('aboutIds' in data && data.aboutIds) || [];
      const known = others.known(reader, ids);
      return ids.filter((id) => !known.has(id));
    },
  });
