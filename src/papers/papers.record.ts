import { setImmediate as nextTurn } from 'node:timers/promises';
import { bodies } from '../bodies/bodies.queries.js';
import type { CommitmentState } from '../commitments/commitment.events.js';
import {
  commitments,
  type CommitmentAnswer,
  type CommitmentFilter,
  type Reading,
} from '../commitments/commitments.queries.js';
import type { Day } from '../event-sourcing/days.js';
import type { Reader } from '../event-sourcing/reader.js';
import { decodeCursor, type Connection, type Page } from '../graphql/connections.js';
import type { Grade } from '../meetings/meeting.events.js';
import { gradeOf } from '../meetings/meetings.reporting.queries.js';
import type { NamedAnswer } from '../naming/naming.queries.js';
import { plans } from '../plans/plans.queries.js';
import { programmes } from '../programmes/programmes.queries.js';
import { workstreams } from '../workstreams/workstreams.queries.js';
import type { Sought } from './papers.index.js';

/** A commitment, as the answers about a paper show it. */
export interface CommitmentInPaper {
  readonly id: string;
  readonly reference: string | null;
  readonly title: string | null;
  readonly state: CommitmentState;
  /** Who leads it; `null`: not stated, and the council answers. */
  readonly lead: string | null;
  readonly targetAsWritten: string | null;
  readonly targetLatest: Day | null;
}

/** A commitment: how a paper is searched for it, and what a silence would mean. */
export interface CommitmentSought {
  readonly shown: CommitmentInPaper;
  readonly sought: Sought;
  /** What it is a part of, at every remove. */
  readonly wholeIds: readonly string[];
  /** How it stands on the meeting's day; `null`: no word of it is expected. */
  readonly grade: Grade | null;
  /** What it goes on in, by id: a word on one of them is a word on it. */
  readonly goesOnIn: readonly string[];
}

/** What of the record a paper is held against. */
export interface RecordForPaper {
  /** The open ones by reference, and behind them those that are not open and of which a word is expected all the same. */
  readonly commitments: readonly CommitmentSought[];
  /** Names of bodies, programmes, places and so on. */
  readonly names: readonly string[];
}

/** The meeting a paper is for. */
export interface HeldFor {
  readonly on: Day;
  /** What is expected in its cycle, each with all that it goes on in; `null`: every open commitment. */
  readonly expected: ReadonlyMap<string, readonly string[]> | null;
}

/** Things read at a time; between two pages other requests have their turn. */
const PAGE = 50;
/** Of these the record may still expect a word, or be told one. */
const OPEN = ['PROPOSED', 'AGREED', 'IN_PROGRESS', 'ON_HOLD', 'COMPLETED'] as const;

/** Reads what a paper for a meeting is held against. The reader must stand still meanwhile. */
export const recordForPaper = async (reading: Reading, heldFor: HeldFor): Promise<RecordForPaper> => {
  const sought: CommitmentSought[] = [];
  const names = new Set<string>();
  const expected = new Set(heldFor.expected?.keys());
  for await (const answer of listed(reading, { state: OPEN })) {
    sought.push(soughtOf(answer, heldFor));
    expected.delete(answer.id);
    for (const name of namesIn(answer)) names.add(name);
  }
  for await (const answer of listed(reading, { id: [...expected] })) sought.push(soughtOf(answer, heldFor));
  for await (const name of thingsNamed(reading.reader)) names.add(name);
  return { commitments: sought, names: [...names] };
};

const listed = (reading: Reading, filter: CommitmentFilter): AsyncGenerator<CommitmentAnswer> =>
  pagesOf((page) => commitments.list(reading, { filter }, page));

async function* pagesOf<Answer>(
  read: (page: Page) => Pick<Connection<Answer>, 'nodes' | 'pageInfo'>,
): AsyncGenerator<Answer> {
  for (let page: Page | undefined = { size: PAGE, backwards: false, from: null }; page;) {
    const { nodes, pageInfo } = read(page);
    yield* nodes;
    await nextTurn();
    const { hasNextPage, endCursor } = pageInfo;
    page = hasNextPage && endCursor ? { ...page, from: decodeCursor(endCursor, 'after') } : undefined;
  }
}

const EVERYTHING = { includeClosed: true } as const;

async function* thingsNamed(reader: Reader): AsyncGenerator<string> {
  for (const things of [bodies, programmes, workstreams]) {
    for await (const named of pagesOf<NamedAnswer>((page) => things.list(reader, EVERYTHING, page)))
      yield* namesOf(named);
  }
  for await (const { title } of pagesOf((page) => plans.list(reader, EVERYTHING, page))) {
    if (title !== null) yield title;
  }
}

const namesOf = ({ name, aliases }: NamedAnswer): readonly string[] => [name, ...aliases.map((alias) => alias.name)];

const namesIn = (answer: CommitmentAnswer): readonly string[] => [
  ...(answer.title === null ? [] : [answer.title]),
  ...[...answer.aliases, ...answer.places, ...answer.audiences, ...answer.coproducers],
  ...answer.contributors.map(({ name }) => name),
  ...(answer.lead?.lead ? [answer.lead.lead.name] : []),
];

const soughtOf = (answer: CommitmentAnswer, { on, expected }: HeldFor): CommitmentSought => {
  const { id, reference, title, aliases, state, target, partOf: whole } = answer;
  const programme = answer.programme as NamedAnswer | null;
  const { earliest = null, latest = null } = target ?? {};
  const isOfWhole = programme !== null && whole?.view.programmeId === programme.id;
  return {
    shown: {
      ...{ id, reference, title, state },
      lead: answer.lead?.lead?.name ?? null,
      targetAsWritten: target?.asWritten || null,
      targetLatest: latest,
    },
    sought: {
      ...{ id, reference, title, aliases },
      programme: programme === null || isOfWhole ? null : { id: programme.id, names: namesOf(programme) },
      wholeNames: whole ? [...(whole.title === null ? [] : [whole.title]), ...whole.aliases] : [],
      shared: [...answer.audiences, ...answer.places],
    },
    wholeIds: wholesOf(whole),
    grade: (expected ? expected.has(id) : isExpected(answer)) ? gradeOf({ earliest, latest }, on) : null,
    goesOnIn: expected?.get(id)?.slice(1) ?? [],
  };
};

const wholesOf = (whole: CommitmentAnswer | null): readonly string[] => {
  const ids = new Set<string>();
  for (let one = whole; one !== null && !ids.has(one.id); one = one.partOf) ids.add(one.id);
  return [...ids];
};

/** Is a word about it expected in any cycle that opens? On hold, only once its review is past. */
const isExpected = ({ state, reviewOn, reader }: CommitmentAnswer): boolean =>
  state === 'ON_HOLD' ? reviewOn !== null && reviewOn < reader.day : state !== 'COMPLETED';
