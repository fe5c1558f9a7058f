import {
  commitments,
  type CommitmentAnswer,
  type CommitmentFilter,
  type CommitmentOrder,
  type Reading,
} from '../commitments/commitments.queries.js';
import type { Attribution } from '../event-sourcing/messages.js';
import { pageWith, type Page } from '../graphql/connections.js';
import { linesOf, type Line } from './slippage.lines.js';
import { dateStory, type DateEntry, type DateStory } from './slippage.js';
import { sentenceOf } from './slippage.sentence.js';

/** Whose dates are asked after, and in which order. */
export interface SlippageAsked {
  readonly filter?: CommitmentFilter | null | undefined;
  readonly orderBy?: CommitmentOrder | null | undefined;
}

/** What became of the date of a commitment, as it is answered; `slippage.graphql` says what each field means. */
export class SlippageAnswer {
  constructor(
    readonly commitment: CommitmentAnswer,
    readonly follows: readonly CommitmentAnswer[],
    private readonly story: DateStory,
  ) {}

  get promisedOn() {
    return this.story.promisedOn;
  }
  get firstTarget() {
    return this.story.first;
  }
  get target() {
    return this.story.now;
  }
  get daysMoved() {
    return this.story.daysMoved;
  }
  get moves() {
    return this.story.moves;
  }
  get restated() {
    return this.story.restated;
  }
  get refused() {
    return this.story.refused;
  }
  get waiting() {
    return this.story.waiting;
  }
  get sentence(): string {
    return sentenceOf(this.story);
  }
}

/** The questions about dates that did not stay. */
export const slippage = {
  /** Commitments whose date has a story. Throws `DomainError` INVALID for a filter or a cursor that cannot be. */
  list(reading: Reading, { filter, orderBy }: SlippageAsked, page: Page) {
    const changed = { and: [{ dateChanged: true }, ...(filter ? [filter] : [])] };
    const found = commitments.list(reading, { filter: changed, orderBy }, page);
    return pageWith(found, slipped(reading, found.nodes));
  },
};

const slipped = (reading: Reading, nodes: readonly CommitmentAnswer[]): readonly SlippageAnswer[] => {
  const lines = linesOf(
    reading.reader,
    nodes.map(({ id }) => id),
  );
  const before = [...new Set([...lines.values()].flatMap(({ ids }) => ids.slice(0, -1)))];
  const known = new Map(commitments.byIds(reading, before).map((one) => [one.id, one]));
  return nodes.map((node) => {
    const { ids, entries } = lines.get(node.id) as Line;
    const follows = ids.slice(0, -1).flatMap((id) => known.get(id) ?? []);
    return new SlippageAnswer(node, follows, storyOf(node, entries, reading.showsNames));
  });
};

const storyOf = ({ id }: CommitmentAnswer, line: readonly (readonly DateEntry[])[], showsNames: boolean): DateStory => {
  const shown = showsNames ? line : line.map((entries) => entries.map(withoutName));
  const story = dateStory(shown);
  if (!story) throw new Error(`Commitment ${id} is on record without its making.`);
  return story;
};

const withoutName = (entry: DateEntry): DateEntry => ({ ...entry, statedBy: nameless(entry.statedBy) });
const nameless = (by: Attribution): Attribution => ({ ...by, name: null });
