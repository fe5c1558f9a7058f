import { asks, type AskAnswer } from '../asks/asks.queries.js';
import { commitments, type CommitmentAnswer, type Reading } from '../commitments/commitments.queries.js';
import type { Day } from '../event-sourcing/days.js';
import type { CursorKey } from '../graphql/connections.js';
import { historyOf, type HistoryEntry } from '../history/history.queries.js';
import { MISSING, sentenceOf, stepOf, STEPS, textOf, THREAD_TYPES, type StepKind } from './threads.sentences.js';

/** One step on the way from an ask to what it changed. */
export interface ThreadStep {
  readonly kind: StepKind;
  readonly isMissing: boolean;
  /** In plain words: what happened, or what is missing. */
  readonly sentence: string;
  /** `null`: it is missing. */
  readonly entry: HistoryEntry | null;
  readonly day: Day | null;
  readonly statedOn: Day | null;
  readonly text: string | null;
}

/** The way from what young people asked to what became of it. */
export interface Thread {
  readonly commitment: CommitmentAnswer | null;
  readonly steps: readonly ThreadStep[];
  readonly missing: readonly StepKind[];
}

/** Entries read at a time. */
const PAGE = 200;

const entriesOf = (reading: Reading, stream: string): readonly HistoryEntry[] => {
  const entries: HistoryEntry[] = [];
  for (let from: CursorKey | null = null; ;) {
    const { nodes, pageInfo } = historyOf(
      reading,
      stream,
      { types: THREAD_TYPES },
      { size: PAGE, backwards: false, from },
    );
    entries.push(...nodes.filter(({ isVoided }) => !isVoided));
    const last = nodes.at(-1);
    if (!pageInfo.hasNextPage || !last) return entries;
    from = [last.id];
  }
};

const taken = (kind: StepKind, entry: HistoryEntry): ThreadStep => ({
  ...{ kind, isMissing: false, sentence: sentenceOf(entry), entry },
  ...{ day: entry.effectiveDay, statedOn: entry.statedOn, text: textOf(entry) },
});

const missing = (kind: StepKind): ThreadStep => ({
  ...{ kind, isMissing: true, sentence: MISSING[kind], entry: null, day: null, statedOn: null, text: null },
});

/** The steps of a kind among entries, or one that says that there is none. */
const stepsOf = (kind: StepKind, entries: readonly HistoryEntry[]): readonly ThreadStep[] => {
  const found = entries.filter((entry) => stepOf(entry) === kind).map((entry) => taken(kind, entry));
  return found.length === 0 ? [missing(kind)] : found;
};

/** Ask, answer and telling the group; nothing can be missing of an answer that was not given. */
const stepsOfAsk = (reading: Reading, ask: AskAnswer): readonly ThreadStep[] => {
  const entries = entriesOf(reading, ask.stream);
  const told = ask.fedBack.length > 0 ? stepsOf('FED_BACK', entries) : [];
  const untold = ask.isAnswered && !ask.isFedBack ? [missing('FED_BACK')] : [];
  return [...stepsOf('ASK', entries), ...stepsOf('ANSWER', entries), ...told, ...untold];
};

const rank = ({ effectiveDay, type }: HistoryEntry): string =>
  `${effectiveDay} ${type === 'DecisionRecorded' ? 'decided' : 'done'}`;

/** A meeting's decision stands before what it brought about on the same day, whichever was recorded first. */
const decisionsFirst = (a: HistoryEntry, b: HistoryEntry): number => {
  const [first, second] = [rank(a), rank(b)];
  return first === second ? 0 : first < second ? -1 : 1;
};

const OF_COMMITMENTS = STEPS.slice(STEPS.indexOf('COMMITMENT'));

const stepsOfCommitment = (reading: Reading, commitment: CommitmentAnswer): readonly ThreadStep[] => {
  const attached = new Set(commitment.evidence.flatMap((one) => one?.entryId ?? []));
  const standing = entriesOf(reading, commitment.stream)
    // Evidence that was taken back shows nothing any more.
    .filter(({ id, type }) => type !== 'EvidenceAttached' || attached.has(id))
    .toSorted(decisionsFirst);
  return OF_COMMITMENTS.flatMap((kind) => stepsOf(kind, standing));
};

const threadOf = (commitment: CommitmentAnswer | null, steps: readonly ThreadStep[]): Thread => ({
  commitment,
  steps,
  missing: STEPS.filter((kind) => steps.some((step) => step.kind === kind && step.isMissing)),
});

/** The threads of asks and commitments. */
export const threads = {
  /** One thread for each commitment that an ask is linked to, or one that ends before any. */
  ofAsk(reading: Reading, ask: AskAnswer): readonly Thread[] {
    const steps = stepsOfAsk(reading, ask);
    const linked = linkedTo(reading, ask);
    if (linked.length > 0) {
      return linked.map((one) => threadOf(one, [...steps, ...stepsOfCommitment(reading, one)]));
    }
    // Who declines, or does it already, has nothing to promise.
    const isOwed = ask.answer?.answer !== 'DECLINED' && ask.answer?.answer !== 'ALREADY_HAPPENING';
    return [threadOf(null, [...steps, ...(isOwed ? [missing('COMMITMENT')] : [])])];
  },

  /** One thread, from every ask that the commitment is linked to. */
  ofCommitment(reading: Reading, commitment: CommitmentAnswer): Thread {
    const asked = asks.ofCommitment(reading.reader, commitment.id);
    const before = asked.length === 0 ? [missing('ASK')] : asked.flatMap((ask) => stepsOfAsk(reading, ask));
    return threadOf(commitment, [...before, ...stepsOfCommitment(reading, commitment)]);
  },
};

/** The commitments that an ask is linked to, in the order in which they were linked. */
export const linkedTo = (reading: Reading, { commitmentIds }: AskAnswer): readonly CommitmentAnswer[] => {
  const found = new Map(commitments.byIds(reading, commitmentIds).map((one) => [one.id, one]));
  return [...new Set(commitmentIds)].flatMap((id) => found.get(id) ?? []);
};
