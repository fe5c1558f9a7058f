import type { Reader } from '../event-sourcing/reader.js';
import type { Connection, Page } from '../graphql/connections.js';
import { pageOfRows } from '../naming/paging.js';

/** A copy of the service, as queries answer it; instants in ISO 8601, UTC. */
export interface CopyAnswer {
  readonly id: string;
  readonly name: string;
  /** `null`: the only copy, which has had nothing to acknowledge yet. */
  readonly joinedAt: string | null;
  readonly retiredAt: string | null;
  readonly retireReason: string | null;
}

/** An erasure on record. */
export interface ErasureOnRecord {
  /** Of the entry that says so. */
  readonly id: string;
  /** The entry whose words were erased. */
  readonly entryId: string;
  /** Where the entry stands whose words were erased. */
  readonly stream: string;
  readonly requestRef: string;
  readonly erasedAt: string;
}

/** The entry that an erasure is about. */
const ERASED = "t.body ->> '$.data.entryId'";
const ERASURE = `t.id, t.stream, ${ERASED} as entryId, t.body ->> '$.data.requestRef' as requestRef,
  t.recorded_at as erasedAt`;

const COLUMNS = 'id, name, joined_at as joinedAt, retired_at as retiredAt, retire_reason as retireReason';

/** Asks for copies of the service and what they have acknowledged. */
export const copies = {
  byId: ({ prepare }: Reader, id: string): CopyAnswer | null =>
    (prepare(`select ${COLUMNS} from copies where id = ?`).get(id) as CopyAnswer | undefined) ?? null,

  /** All that were ever heard of, the oldest first. */
  all: ({ prepare }: Reader): readonly CopyAnswer[] =>
    prepare(`select ${COLUMNS} from copies order by joined_at, id`).all() as unknown as readonly CopyAnswer[],

  /** When each copy acknowledged that it holds the words of an entry no more, by the copy's id. */
  acknowledged: ({ prepare }: Reader, entryId: string): ReadonlyMap<string, string> =>
    new Map(
      prepare('select copy_id as id, at from erasures_acknowledged where entry_id = ?')
        .all(entryId)
        .map(({ id, at }) => [id as string, at as string]),
    ),

  /** The erasure of an entry's words; `null` when they were not erased. */
  erasure: ({ prepare }: Reader, entryId: string): ErasureOnRecord | null =>
    (prepare(
      `select ${ERASURE} from entries erased cross join entries t on t.stream = erased.stream
       where erased.id = ? and t.type = 'WordsErased' and ${ERASED} = erased.id`,
    ).get(entryId) as ErasureOnRecord | undefined) ?? null,

  /**
   * The erasures that a copy has yet to acknowledge, the oldest first. `here` is the id of this copy, which may not be on
   * record. Throws `DomainError` INVALID for a cursor of another list.
   */
  openErasures: <Answer extends ErasureOnRecord>(
    reader: Reader,
    here: string,
    page: Page,
    answerOf: (erasure: ErasureOnRecord) => Answer,
  ): Connection<Answer> =>
    pageOfRows(
      reader,
      {
        ...{ table: 'entries', columns: ERASURE, order: ['recorded_at', 'id'], values: { here } },
        where: `type = 'WordsErased' and exists (
          select 1 from (select id from copies where retired_at is null
                         union select :here where :here not in (select id from copies)) copy
          where not exists (select 1 from erasures_acknowledged a
                            where a.entry_id = ${ERASED} and a.copy_id = copy.id))`,
        answersOf: (rows) => (rows as readonly ErasureOnRecord[]).map(answerOf),
        keyOf: ({ erasedAt, id }) => [erasedAt, id],
      },
      page,
    ),
};
