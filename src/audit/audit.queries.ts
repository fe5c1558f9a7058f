import type { CommitmentFilter } from '../commitments/commitments.queries.js';
import { commitments, type CommitmentAnswer, type Reading } from '../commitments/commitments.queries.js';
import type { Background } from '../event-sourcing/background.js';
import { isDay, type Day } from '../event-sourcing/days.js';
import { DomainError } from '../event-sourcing/errors.js';
import { refuseTurned } from '../event-sourcing/periods.js';
import type { Reader } from '../event-sourcing/reader.js';
import { Connection, type Page } from '../graphql/connections.js';
import { entriesById, type HistoryEntry } from '../history/history.queries.js';
import { decisions, type DecisionAnswer } from '../meetings/meetings.decisions.queries.js';
import { nodeById, type NodeAnswer } from '../nodes/nodes.queries.js';
import { AUDIT_QUESTIONS } from './audit.questions.js';
import type { AuditAsked, FoundRow, PageAsked, PageFound, Place } from './audit.scan.js';

export { auditScans } from './audit.scan.js';

/** The names of its questions. */
export const AUDIT_NAMES: readonly string[] = AUDIT_QUESTIONS.map(({ name }) => name);

/** What the audit is asked about; ends left out are open. */
export interface AuditArgs {
  readonly from?: Day | null | undefined;
  readonly to?: Day | null | undefined;
  readonly filter?: CommitmentFilter | null | undefined;
}

/** A finding, as it is answered; `audit.graphql` says what each field means. */
export class FindingAnswer {
  constructor(
    readonly row: FoundRow,
    private readonly together: Together,
  ) {}

  get sentence(): string {
    return this.row.sentence;
  }
  get day(): Day {
    return this.row.day;
  }
  get about(): NodeAnswer | null {
    return nodeById(this.together.reading, this.row.aboutId);
  }
  get decision(): DecisionAnswer | null {
    const { decisionId } = this.row;
    return decisionId === null ? null : decisions.byId(this.together.reading.reader, decisionId);
  }
  get commitment(): CommitmentAnswer | null {
    return this.together.commitments.get(this.row.commitmentId ?? '') ?? null;
  }
  get entries(): readonly HistoryEntry[] {
    return this.row.entryIds.flatMap((id) => this.together.entries.get(id) ?? []);
  }
}

/** Findings of one page: what they are about is read once for all of them, when it is first asked for. */
class Together {
  #commitments: ReadonlyMap<string, CommitmentAnswer> | undefined;
  #entries: ReadonlyMap<string, HistoryEntry> | undefined;

  constructor(
    readonly reading: Reading,
    private readonly rows: readonly FoundRow[],
  ) {}

  get commitments(): ReadonlyMap<string, CommitmentAnswer> {
    return (this.#commitments ??= byId(
      commitments.byIds(
        this.reading,
        this.rows.flatMap(({ commitmentId }) => commitmentId ?? []),
      ),
    ));
  }

  get entries(): ReadonlyMap<string, HistoryEntry> {
    return (this.#entries ??= byId(
      entriesById(
        this.reading,
        this.rows.flatMap(({ entryIds }) => entryIds),
      ),
    ));
  }
}

const byId = <T extends { readonly id: string }>(things: readonly T[]): ReadonlyMap<string, T> =>
  new Map(things.map((thing) => [thing.id, thing]));

/** The standing audit: questions of a catalogue, answered beside the request thread. */
export class Audit {
  constructor(
    private readonly background: Background,
    private readonly timeZone: string,
  ) {}

  /** What can be asked. */
  readonly questions = AUDIT_QUESTIONS;

  /** How much each question finds, by its name. Throws `DomainError` INVALID for a filter or days that cannot be. */
  async counts(reader: Reader, args: AuditArgs): Promise<ReadonlyMap<string, number>> {
    const counts = (await this.background.scan('audit counts', reader, this.#asked(reader, args))) as readonly number[];
    return new Map(AUDIT_QUESTIONS.map(({ name }, n) => [name, counts[n] ?? 0]));
  }

  /**
   * A page of what a question finds, the newest first. `read` is asked again when the findings are there: time has
   * passed. Throws `DomainError` INVALID for a filter, days or a cursor that cannot be.
   */
  async page(
    read: () => Promise<Reading>,
    question: string,
    args: AuditArgs,
    page: Pick<Page, 'size' | 'from'>,
  ): Promise<Connection<FindingAnswer>> {
    const { reader } = await read();
    const after = page.from === null ? null : placeIn(page.from);
    // One more, to see whether there is a next page.
    const asked: PageAsked = { ...this.#asked(reader, args), question, after, size: page.size + 1 };
    const found = (await this.background.scan('audit page', reader, asked)) as PageFound;
    const answers = answersOf(await read(), found.rows);
    const keyOf = ({ row }: FindingAnswer) => [row.day, row.id];
    return new Connection(answers, { ...page, backwards: false }, keyOf, () => found.total);
  }

  /**
   * Everything a question finds, `size` findings at a time, for an answer that takes long: found once, whatever is
   * recorded meanwhile. `reading` stands still. Throws as `page` does.
   */
  async *all(
    reading: Reading,
    question: string,
    args: AuditArgs,
    size: number,
  ): AsyncGenerator<readonly FindingAnswer[], undefined> {
    const asked = this.#asked(reading.reader, args);
    for (let next: Pick<PageAsked, 'after' | 'foundAt'> | null = { after: null }; next;) {
      const page: PageAsked = { ...asked, question, size, ...next };
      const { rows, foundAt } = (await this.background.scan('audit page', reading.reader, page)) as PageFound;
      yield answersOf(reading, rows);
      const last = rows.at(-1);
      next = last && rows.length === size ? { after: [last.day, last.id], foundAt } : null;
    }
    return undefined;
  }

  #asked(reader: Reader, { from, to, filter }: AuditArgs): AuditAsked {
    refuseTurned(from, to);
    commitments.check(filter, reader.day);
    return { from: from ?? '', to: to ?? '9999-12-31', filter: filter ?? null, timeZone: this.timeZone };
  }
}

const answersOf = (reading: Reading, rows: readonly FoundRow[]): readonly FindingAnswer[] => {
  const together = new Together(reading, rows);
  return rows.map((row) => new FindingAnswer(row, together));
};

const placeIn = (key: NonNullable<Page['from']>): Place => {
  const [day, id] = key;
  if (key.length === 2 && isDay(day) && typeof id === 'string') return [day, id];
  throw new DomainError('INVALID', 'This cursor belongs to another list; begin again without it.', 'after');
};
