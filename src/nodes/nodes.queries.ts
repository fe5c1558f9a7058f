import { asks } from '../asks/asks.queries.js';
import { bodies } from '../bodies/bodies.queries.js';
import { commitments, type Reading } from '../commitments/commitments.queries.js';
import { categoryOf, streamOf } from '../event-sourcing/messages.js';
import type { Reader } from '../event-sourcing/reader.js';
import { decisions, type DecisionAnswer } from '../meetings/meetings.decisions.queries.js';
import { meetings } from '../meetings/meetings.queries.js';
import { feedback } from '../feedback/feedback.queries.js';
import { plans } from '../plans/plans.queries.js';
import { programmes } from '../programmes/programmes.queries.js';
import { workstreams } from '../workstreams/workstreams.queries.js';

/** Anything that has an id and a history of its own. */
interface Thing {
  readonly id: string;
  /** The stream whose entries its history shows; its category tells the kind. */
  readonly stream: string;
}

/** Anything that has an id of its own; a decision is told in the history of its meeting. */
export type NodeAnswer = Thing | DecisionAnswer;

/** The kinds of things that stand on their own, by the category of their streams. */
export const NODE_TYPES = {
  commitment: 'Commitment',
  plan: 'Plan',
  workstream: 'Workstream',
  programme: 'Programme',
  body: 'Body',
  meeting: 'Meeting',
  feedback: 'Feedback',
  ask: 'Ask',
} as const;

type Category = keyof typeof NODE_TYPES;

const ANSWERS: { readonly [C in Category]: (reading: Reading, id: string) => Thing | null } = {
  commitment: (reading, id) => commitments.byId(reading, id),
  plan: ({ reader }, id) => plans.byId(reader, id),
  workstream: ({ reader }, id) => workstreams.byId(reader, id),
  programme: ({ reader }, id) => programmes.byId(reader, id),
  body: ({ reader }, id) => bodies.byId(reader, id),
  meeting: ({ reader }, id) => meetings.byId(reader, id),
  feedback: ({ reader }, id) => feedback.byId(reader, id),
  ask: ({ reader }, id) => asks.byId(reader, id),
};

const CATEGORIES = Object.keys(NODE_TYPES) as readonly Category[];

/** The kind of the thing with this id. Ids are uuids of streams: one of the folded streams ends in it, or none does. */
const categoryFor = (reader: Reader, id: string): Category | undefined => {
  const streams = CATEGORIES.map((category) => streamOf(category, id));
  const row = reader
    .prepare('select stream from views where stream in (select value from json_each(?))')
    .get(JSON.stringify(streams));
  return row && (categoryOf(row['stream'] as string) as Category);
};

/** Anything by its id; `null` when there is no such thing. */
export const nodeById = (reading: Reading, id: string): NodeAnswer | null => {
  const category = categoryFor(reading.reader, id);
  return category ? ANSWERS[category](reading, id) : decisions.byId(reading.reader, id);
};

/** Those among these ids that name something in the record. */
export const knownIds = (reader: Reader, ids: readonly string[]): ReadonlySet<string> =>
  new Set(ids.filter((id) => categoryFor(reader, id) !== undefined || decisions.byId(reader, id) !== null));

/** The name of a thing's type in the contract. */
export const typeOf = (node: NodeAnswer): string =>
  'stream' in node ? NODE_TYPES[categoryOf(node.stream) as Category] : 'Decision';
