import type { Day } from '../event-sourcing/days.js';
import type { Attribution, Basis, Source, Words } from '../event-sourcing/messages.js';
import type { Entry } from '../event-sourcing/projection.js';
import type { Authority } from '../naming/party.js';
import type { DecisionEffect, MeetingEvent, MinuteReference } from './meeting.events.js';

/** What became of an effect of a decision. */
export type EffectStatus = 'PENDING' | 'CARRIED_OUT' | 'REFUSED';

/** An effect of a decision, and what became of it. */
export interface EffectView extends DecisionEffect {
  readonly status: EffectStatus;
  /** The code of the refusal. */
  readonly code: string | null;
  /** The rule that stood against it; also `null` when the words were erased. */
  readonly reason: Words;
  /** The entry that says what became of it, and its number in the log. */
  readonly entryId: string | null;
  readonly seq: number | null;
}

/** A decision as it was recorded, or as an amendment left it. */
export interface VersionView {
  /** The entry that made it so, and its number in the log. */
  readonly entryId: string;
  readonly seq: number;
  /** The day since which it reads so. */
  readonly from: Day;
  readonly outcome: string;
  readonly text: Words;
  readonly reasons: Words;
  readonly affectsIds: readonly string[];
  /** Why it was amended; `null` in the first version. */
  readonly reason: Words;
}

/** A decision as the read models hold it. */
export interface DecisionView {
  readonly id: string;
  readonly minute: MinuteReference | null;
  /** The officer who decided; `null`: the body itself. */
  readonly officer: Authority | null;
  readonly decidedOn: Day;
  /** Number of the entry that records it: tells decisions of one day apart. */
  readonly seq: number;
  readonly statedOn: Day;
  readonly source: Source | null;
  readonly basis: Basis;
  readonly statedBy: Attribution;
  readonly effects: readonly EffectView[];
  /** The newest last. */
  readonly versions: readonly VersionView[];
}

type OfType<T extends MeetingEvent['type']> = Entry<Extract<MeetingEvent, { readonly type: T }>>;
type Decisions = readonly DecisionView[];

/** The decisions of a meeting with one more. */
export const withDecision = (decisions: Decisions, entry: OfType<'DecisionRecorded'>): Decisions => {
  const { decisionId: id, minute = null, decidedBy = null, outcome, text, reasons = null, affects } = entry.data;
  const { seq, day, statedOn, source, basis, statedBy } = entry;
  const effects = entry.data.effects.map((effect) => ({
    ...effect,
    ...{ status: 'PENDING' as const, code: null, reason: null, entryId: null, seq: null },
  }));
  const first = { entryId: entry.id, seq, from: day, outcome, text, reasons, affectsIds: affects, reason: null };
  const told = { decidedOn: day, seq, statedOn, source, basis, statedBy };
  return [...decisions, { id, minute, officer: decidedBy, ...told, effects, versions: [first] }];
};

/** The decisions of a meeting with one amended. */
export const withAmendment = (decisions: Decisions, entry: OfType<'DecisionAmended'>): Decisions =>
  changed(decisions, entry.data.decisionId, (decision) => {
    const { affects, outcome, text, reasons, reason } = entry.data;
    const before = decision.versions.at(-1) as VersionView;
    const version = {
      entryId: entry.id,
      seq: entry.seq,
      from: entry.day,
      outcome: outcome ?? before.outcome,
      // Words that were erased are `null`, and none were stated where the field is not there.
      text: text === undefined ? before.text : text,
      reasons: reasons === undefined ? before.reasons : reasons,
      affectsIds: affects ?? before.affectsIds,
      reason,
    };
    return { ...decision, versions: [...decision.versions, version] };
  });

/** The decisions of a meeting, now that it is known what became of an effect. */
export const withEffectDone = (
  decisions: Decisions,
  { id, seq, data }: Pick<OfType<'DecisionEffectCarriedOut'> | OfType<'DecisionEffectRefused'>, 'id' | 'seq' | 'data'>,
): Decisions =>
  changed(decisions, data.decisionId, (decision) => ({
    ...decision,
    effects: decision.effects.map((effect): EffectView => {
      if (effect.kind !== data.effect || effect.commitmentId !== data.commitmentId) return effect;
      return 'code' in data
        ? { ...effect, status: 'REFUSED', code: data.code, reason: data.reason, entryId: id, seq }
        : { ...effect, status: 'CARRIED_OUT', code: null, reason: null, entryId: id, seq };
    }),
  }));

const changed = (decisions: Decisions, id: string, change: (decision: DecisionView) => DecisionView): Decisions =>
  decisions.map((decision) => (decision.id === id ? change(decision) : decision));

/**
 * The entries of a meeting that belong into the history of a commitment too, by the ids of the commitments: decisions
 * that affect it, or no longer do, and effects that were refused. An effect that was carried out has an entry there.
 */
export const mentionsIn = (decisions: Decisions): readonly (readonly [commitmentId: string, seq: number])[] =>
  decisions.flatMap(({ versions, effects }) => [
    ...versions.flatMap(({ seq, affectsIds }, n) =>
      [...new Set([...affectsIds, ...(versions[n - 1]?.affectsIds ?? [])])].map((id) => [id, seq] as const),
    ),
    ...effects.flatMap(({ status, commitmentId, seq }) =>
      status === 'REFUSED' && seq !== null ? [[commitmentId, seq] as const] : [],
    ),
  ]);
