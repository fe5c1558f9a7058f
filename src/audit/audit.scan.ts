import { LRUCache } from 'lru-cache';
import { commitments, type CommitmentFilter } from '../commitments/commitments.queries.js';
import type { Day } from '../event-sourcing/days.js';
import type { Reader } from '../event-sourcing/reader.js';
import type { Finding } from './audit.question.js';
import { AUDIT_QUESTIONS } from './audit.questions.js';
import { AuditRecord, type Period } from './audit.record.js';

/** What is asked of the record: plain data, for the background thread. */
export interface AuditAsked extends Period {
  /** Only findings about commitments it lets through. */
  readonly filter: CommitmentFilter | null;
  readonly timeZone: string;
}

/** A page of the findings of one question, the newest first. */
export interface PageAsked extends AuditAsked {
  readonly question: string;
  readonly after: Place | null;
  readonly size: number;
  /** Go on with what was found when the record was so long, as long as that is kept. */
  readonly foundAt?: number | undefined;
}

/** A page, how many findings there are in all, and how long the record was when they were found. */
export interface PageFound {
  readonly rows: readonly FoundRow[];
  readonly total: number;
  readonly foundAt: number;
}

/** Where a finding stands: the newest day first, then by id. */
export type Place = readonly [day: Day, id: string];

/** A finding as it is answered by the background thread. */
export interface FoundRow extends Omit<Finding, 'said'> {
  readonly sentence: string;
}

/** How many findings are kept for the next page or the next to ask, of all questions together. */
const MOST_FINDINGS = 400_000;

const kept = new LRUCache<string, readonly Finding[]>({
  maxSize: MOST_FINDINGS,
  sizeCalculation: (findings) => findings.length + 1,
});

const isBefore = ([day, id]: Place, [otherDay, otherId]: Place): boolean =>
  day === otherDay ? id < otherId : day > otherDay;
const placeOf = ({ day, id }: Finding): Place => [day, id];

interface Found {
  readonly findings: readonly Finding[];
  readonly foundAt: number;
}

/** Everything a question finds; as it was found, while the rows stand still or `foundAt` asks for it. */
const findingsOf = (record: AuditRecord, name: string, asked: AuditAsked & Pick<PageAsked, 'foundAt'>): Found => {
  const { reader } = record;
  const { from, to, filter, timeZone } = asked;
  const keyAt = (seq: number) =>
    JSON.stringify([reader.db.location(), seq, reader.day, name, from, to, filter, timeZone]);
  for (const foundAt of [asked.foundAt ?? reader.seq, reader.seq]) {
    const findings = kept.get(keyAt(foundAt));
    if (findings) return { findings, foundAt };
  }
  const question = AUDIT_QUESTIONS.find((one) => one.name === name);
  const all = question ? [...question.find(record, { from, to })] : [];
  const findings = among(reader, all, filter).sort((a, b) => (isBefore(placeOf(a), placeOf(b)) ? -1 : 1));
  kept.set(keyAt(reader.seq), findings);
  return { findings, foundAt: reader.seq };
};

const among = (reader: Reader, findings: Finding[], filter: CommitmentFilter | null): Finding[] => {
  if (!filter) return findings;
  const ids = [...new Set(findings.flatMap(({ commitmentId }) => commitmentId ?? []))];
  const through = commitments.among(reader, ids, filter);
  return findings.filter(({ commitmentId }) => commitmentId !== null && through.has(commitmentId));
};

/** What the background thread answers about the audit. */
export const auditScans = {
  'audit page': (reader: Reader, asked: PageAsked): PageFound => {
    const { question: name, after, size } = asked;
    const { findings, foundAt } = findingsOf(new AuditRecord(reader, asked.timeZone), name, asked);
    const start = after === null ? 0 : findings.findIndex((finding) => isBefore(after, placeOf(finding)));
    const question = AUDIT_QUESTIONS.find((one) => one.name === name);
    const rows = (start === -1 ? [] : findings.slice(start, start + size)).map(({ said, ...finding }) => ({
      ...finding,
      sentence: question?.say(...said) ?? '',
    }));
    return { rows, total: findings.length, foundAt };
  },

  'audit counts': (reader: Reader, asked: AuditAsked): readonly number[] => {
    const record = new AuditRecord(reader, asked.timeZone);
    return AUDIT_QUESTIONS.map(({ name }) => findingsOf(record, name, asked).findings.length);
  },
} as const;
