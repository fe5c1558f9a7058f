import type { Reader } from '../event-sourcing/reader.js';

/** What the rules of plans ask of the commitments. */
export const filedCommitments = {
  /** Commitments of a plan of which something is still expected, as the plan orders them. */
  openIn: (reader: Reader, planId: string): readonly { readonly id: string; readonly reference: string | null }[] =>
    reader
      .prepare(
        `select c.id, v.view ->> '$.reference' as reference from commitments c
         join views v on v.stream = 'commitment-' || c.id
         where c.plan_id = ? and c.state not in ('CLOSED', 'WITHDRAWN', 'SUPERSEDED') order by c.place`,
      )
      .all(planId)
      .map(({ id, reference }) => ({ id: id as string, reference: reference as string | null })),

  /** Those among these ids that are in the record. */
  known: (reader: Reader, ids: readonly string[]): ReadonlySet<string> =>
    new Set(
      reader
        .prepare('select id from commitments where id in (select value from json_each(?))')
        .all(JSON.stringify(ids))
        .map(({ id }) => id as string),
    ),
};
