import type { CommitmentView } from '../commitments/commitments.audited.queries.js';
import type { Day } from '../event-sourcing/days.js';
import { categoryOf, idOf } from '../event-sourcing/messages.js';
import type { AuditEntry, AuditRecord, EntriesAsked, Period } from './audit.record.js';

/** What a sentence about a finding is made of: days, names of teams and bodies, numbers; never what people wrote. */
export type Said = readonly (string | number | null)[];

/** Something a question found. */
export interface Finding {
  /** The day it counts from: what the period of the question is about. */
  readonly day: Day;
  /** Tells it from others of the same question and day. */
  readonly id: string;
  /** Id of what it is about: a commitment, or whatever the entry happened to. */
  readonly aboutId: string;
  readonly commitmentId: string | null;
  readonly decisionId: string | null;
  /** The entries behind it. */
  readonly entryIds: readonly string[];
  readonly said: Said;
}

/** A standing question of the audit. */
export interface AuditQuestion {
  readonly name: string;
  /** What it finds, in plain words. */
  readonly sentence: string;
  /** Which day of a finding the period is about. */
  readonly period: string;
  /** What it finds whose day lies in the period, in any order. Looks at everything: for the background thread. */
  find(record: AuditRecord, period: Period): Iterable<Finding>;
  /** A finding in one sentence. */
  say(...said: Said): string;
}

/** What a question answers of an entry or a commitment that it finds; the rest follows from where it stands. */
interface Found {
  readonly day?: Day;
  readonly commitmentId?: string;
  readonly decisionId?: string;
  /** The entries behind it, beside the one that was looked at. */
  readonly with?: readonly (AuditEntry | null)[];
  readonly said: Said;
}

/** Finds among the entries of the period. */
export const amongEntries = (
  asked: EntriesAsked,
  judge: (entry: AuditEntry, record: AuditRecord) => Found | null,
): AuditQuestion['find'] =>
  function* (record, period) {
    for (const entry of record.entries(asked, period)) {
      const found = judge(entry, record);
      if (!found) continue;
      const { id, stream, day } = entry;
      const commitmentId = categoryOf(stream) === 'commitment' ? idOf(stream) : null;
      const finding = {
        day: found.day ?? day,
        id,
        aboutId: found.commitmentId ?? idOf(stream),
        commitmentId: found.commitmentId ?? commitmentId,
        decisionId: found.decisionId ?? null,
        entryIds: [...(found.with ?? []).flatMap((other) => other?.id ?? []), id],
        said: found.said,
      };
      if (finding.day >= period.from && finding.day <= period.to) yield finding;
    }
  };

/** Finds among the commitments as they stand at the time that is read. */
export const amongCommitments = (
  judge: (
    commitment: CommitmentView,
    day: Day,
  ) => { readonly day: Day; readonly entryIds: readonly string[]; readonly said: Said } | null,
): AuditQuestion['find'] =>
  function* (record, { from, to }) {
    for (const view of record.commitments()) {
      const found = judge(view, record.day);
      const { id } = view;
      if (found && found.day >= from && found.day <= to) {
        yield { ...found, id, aboutId: id, commitmentId: id, decisionId: null };
      }
    }
  };
