import type { Reader } from '../event-sourcing/reader.js';

/** One commitment, and what took its place. */
export interface Succession {
  readonly id: string;
  readonly heir: string;
}

/** Which commitments superseded which; one statement, however many ids. What refreshes mapped, the plans know. */
export const successions = {
  /** Into these: what each of them superseded. */
  before: ({ prepare }: Reader, ids: readonly string[]): readonly Succession[] =>
    prepare(
      `select t.id, t.value as heir from json_each(?) wanted
       join commitment_tags t on t.kind = 'SUPERSEDED_BY' and t.value = wanted.value`,
    ).all(JSON.stringify(ids)) as unknown as readonly Succession[],
};
