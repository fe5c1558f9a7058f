import type { Reader } from '../event-sourcing/reader.js';

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
  /** Where the entry stands whose words were erased. */
  readonly stream: string;
  readonly requestRef: string;
  readonly erasedAt: string;
}

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
      `select e.stream, e.body ->> '$.data.requestRef' as requestRef, e.recorded_at as erasedAt
       from entries erased cross join entries e on e.stream = erased.stream
       where erased.id = ? and e.type = 'WordsErased' and e.body ->> '$.data.entryId' = erased.id`,
    ).get(entryId) as ErasureOnRecord | undefined) ?? null,
};
