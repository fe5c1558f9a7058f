import type { Reader } from '../event-sourcing/reader.js';
import type { CommitmentCommand } from './commitment.commands.js';
import type { CommitmentState } from './commitment.events.js';
import { filedCommitments } from './commitments.filed.queries.js';
import { namedIds, type CommitmentFacts, type NamedId } from './commitment.rules.js';

type OtherCategory = Exclude<NamedId['category'], 'commitment'>;

/** What the rules of commitments ask of other kinds of things. */
export interface OtherThings {
  /** Those among these ids that are in the record. */
  readonly known: (
    reader: Reader,
    category: OtherCategory,
    ids: readonly string[],
  ) => readonly { readonly id: string; readonly isClosed: boolean }[];
  /** Names and aliases of the young people's groups. */
  readonly youngPeoplesGroups: (reader: Reader) => readonly string[];
}

/** Gathers what the rules of a commitment need to know of other streams: each fact when a rule first looks at it. */
export const commitmentFacts =
  (others: OtherThings) =>
  (reader: Reader, command: CommitmentCommand): CommitmentFacts => ({
    get openParts() {
      return openPartsOf(reader, command.id);
    },
    get partIds() {
      return partIdsOf(reader, command.id);
    },
    get unknownIds() {
      return unknownIn(reader, namedIds(command), others);
    },
    get closedIds() {
      return closedIn(reader, namedIds(command), others);
    },
    get states() {
      return statesOf(reader, command);
    },
    get youngPeoplesGroups() {
      return others.youngPeoplesGroups(reader);
    },
  });

const openPartsOf = ({ prepare }: Reader, id: string): readonly string[] =>
  prepare(
    `select coalesce(v.view ->> '$.reference', v.view ->> '$.title', c.id) as name from commitments c
     join views v on v.stream = 'commitment-' || c.id
     where c.part_of = ? and c.state not in ('CLOSED', 'WITHDRAWN', 'SUPERSEDED') order by c.place`,
  )
    .all(id)
    .map(({ name }) => name as string);

/** `union` and not `union all`: a ring of parts, recorded before it was refused, must not turn for ever. */
const partIdsOf = ({ prepare }: Reader, id: string): readonly string[] =>
  prepare(
    `with recursive parts (id) as (
       select id from commitments where part_of = ? union select c.id from commitments c join parts p on c.part_of = p.id
     ) select id from parts`,
  )
    .all(id)
    .map(({ id: part }) => part as string);

const statesOf = ({ prepare }: Reader, command: CommitmentCommand): CommitmentFacts['states'] => {
  const named = namedIds(command).flatMap(({ category, id }) => (category === 'commitment' ? [id] : []));
  const rows = prepare(
    `select id, state from commitments where id in (
       select value from json_each(?) union all select part_of from commitments where id = ?
     )`,
  ).all(JSON.stringify(named), command.id);
  return Object.fromEntries(rows.map(({ id, state }) => [id as string, state as CommitmentState]));
};

const unknownIn = (reader: Reader, named: readonly NamedId[], others: OtherThings): readonly string[] =>
  byCategory(named).flatMap(([category, ids]) => {
    const known =
      category === 'commitment'
        ? filedCommitments.known(reader, ids)
        : new Set(others.known(reader, category, ids).map(({ id }) => id));
    return ids.filter((id) => !known.has(id));
  });

const closedIn = (reader: Reader, named: readonly NamedId[], others: OtherThings): readonly string[] =>
  byCategory(named).flatMap(([category, ids]) =>
    category === 'commitment'
      ? []
      : others.known(reader, category, ids).flatMap(({ id, isClosed }) => (isClosed ? [id] : [])),
  );

const byCategory = (named: readonly NamedId[]): readonly (readonly [NamedId['category'], readonly string[]])[] =>
  [...Map.groupBy(named, ({ category }) => category)].map(([category, of]) => [category, of.map(({ id }) => id)]);
