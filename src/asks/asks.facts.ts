import type { GatherFacts } from '../event-sourcing/command-handling.js';
import type { Reader } from '../event-sourcing/reader.js';
import { groupNamedIn, type GroupsOnRecord } from '../naming/groups.facts.js';
import type { AskCommand } from './ask.commands.js';
import type { AskFacts } from './ask.decider.js';

/** What the rules of asks ask of other kinds of things. */
export interface OtherThings extends GroupsOnRecord {
  /** Those among these ids that are commitments in the record. */
  readonly commitments: (reader: Reader, ids: readonly string[]) => ReadonlySet<string>;
}

/** Gathers what the rules of an ask need to know of other streams: each fact when a rule first looks at it. */
export const askFacts =
  (others: OtherThings): GatherFacts<AskCommand, AskFacts> =>
  (reader, { data }) => ({
    get group() {
      return groupNamedIn(others, reader, data);
    },
    get isCommitmentKnown() {
      return 'commitmentId' in data && others.commitments(reader, [data.commitmentId]).has(data.commitmentId);
    },
  });
