import { setImmediate as nextTurn } from 'node:timers/promises';
import { bodies } from '../bodies/bodies.queries.js';
import type { CommitmentState } from '../commitments/commitment.events.js';
import { commitments, type CommitmentAnswer, type Reading } from '../commitments/commitments.queries.js';
import type { Day } from '../event-sourcing/days.js';
import type { Reader } from '../event-sourcing/reader.js';
import { decodeCursor, type Connection, type Page } from '../graphql/connections.js';
import type { Grade } from '../meetings/meeting.events.js';
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

/** An open commitment: how a paper is searched for it, and what a silence would mean. */
export interface OpenCommitment {
  readonly shown: CommitmentInPaper;
  readonly sought: Sought;
  readonly wholeId: string | null;
  /** How it stands on the meeting's day; `null`: no word of it is expected. */
  readonly grade: Grade | null;
}

/** What of the record a paper is held against. */
export interface RecordForPaper {
  readonly open: readonly OpenCommitment[];
  /** Names of bodies, programmes, places and so on. */
  readonly names: readonly string[];
}

/** Things read at a time; between two pages other requests have their turn. */
const PAGE = 50;
/** Of these the record may still expect a word, or be told one. */
const OPEN = ['PROPOSED', 'AGREED', 'IN_PROGRESS', 'ON_HOLD', 'COMPLETED'] as const;

/** Reads what a paper for a meeting on a day is held against. The reader must stand still meanwhile. */
export const recordForPaper = async (reading: Reading, on: Day): Promise<RecordForPaper> => {
  const open: OpenCommitment[] = [];
  const names = new Set<string>();
  const answers = pagesOf((page) => commitments.list(reading, { filter: { state: OPEN } }, page));
  for await (const answer of answers) {
    open.push(openOf(answer, on));
    for (const name of namesIn(answer)) names.add(name);
  }
  for await (const name of thingsNamed(reading.reader)) names.add(name);
  return { open, names: [...names] };
};

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

const openOf = (answer: CommitmentAnswer, on: Day): OpenCommitment => {
  const { id, reference, title, aliases, state, target, partOf: whole } = answer;
  const programme = answer.programme as NamedAnswer | null;
  const isOfWhole = programme !== null && whole?.view.programmeId === programme.id;
  return {
    shown: {
      ...{ id, reference, title, state },
      lead: answer.lead?.lead?.name ?? null,
      targetAsWritten: target?.asWritten || null,
      targetLatest: target?.latest ?? null,
    },
    sought: {
      ...{ id, reference, title, aliases },
      programme: programme === null || isOfWhole ? null : { id: programme.id, names: namesOf(programme) },
      wholeNames: whole ? [...(whole.title === null ? [] : [whole.title]), ...whole.aliases] : [],
      shared: [...answer.audiences, ...answer.places],
    },
    wholeId: whole?.id ?? null,
    grade: isExpected(answer) ? gradeOf(answer, on) : null,
  };
};

/** Is a word about it expected in every cycle? On hold, only once its review is past. */
const isExpected = ({ state, reviewOn, reader }: CommitmentAnswer): boolean =>
  state === 'ON_HOLD' ? reviewOn !== null && reviewOn < reader.day : state !== 'COMPLETED';

const gradeOf = ({ target, undated }: CommitmentAnswer, on: Day): Grade => {
  if (undated) return 'UNDATED';
  return target?.latest != null && target.latest < on ? 'DUE' : 'NOT_YET_DUE';
};
