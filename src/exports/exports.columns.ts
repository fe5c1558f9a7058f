import type { CommitmentAnswer } from '../commitments/commitments.queries.js';

/** What a cell holds; `null`: nothing. */
export type Cell = string | number | boolean | null;

/** A column: its name for programs and its heading for people. */
export interface Heading {
  readonly key: string;
  readonly heading: string;
}

/** A column, and what it says of a row. */
export interface Column<Row> extends Heading {
  readonly value: (row: Row) => Cell | undefined;
}

const column = (key: string, heading: string, value: Column<CommitmentAnswer>['value']): Column<CommitmentAnswer> => ({
  key,
  heading,
  value,
});

const LIST_SEPARATOR = '; ';

const together = (values: readonly string[]): string => values.join(LIST_SEPARATOR);

/** What something is called; `null` where it is nothing. */
const nameOf = (thing: object | null): string | null => {
  const { name = null, title = name } = (thing ?? {}) as { readonly name?: string; readonly title?: string | null };
  return title;
};

/** Every column of commitments, in the order in which a reader looks for them. Programs find them by key: never rename one. */
export const COLUMNS: readonly Column<CommitmentAnswer>[] = [
  column('reference', 'Reference', ({ reference }) => reference),
  column('title', 'Title', ({ title }) => title),
  column('state', 'State', ({ state }) => state),
  column('stateSince', 'State since', ({ stateSince }) => stateSince),
  column('targetAsWritten', 'Target as written', ({ target }) => target?.asWritten),
  column('targetEarliest', 'Target earliest', ({ target }) => target?.earliest),
  column('targetLatest', 'Target latest', ({ target }) => target?.latest),
  column('targetPrecision', 'Target precision', ({ target }) => target?.precision),
  column('overdue', 'Overdue', ({ overdue }) => overdue),
  column('dueSoon', 'Due soon', ({ dueSoon }) => dueSoon),
  column('undated', 'Undated', ({ undated }) => undated),
  column('firstTargetAsWritten', 'First target as written', ({ firstTarget }) => firstTarget?.asWritten),
  column('firstTargetLatest', 'First target latest', ({ firstTarget }) => firstTarget?.latest),
  column('moves', 'Times moved', ({ moves }) => moves),
  column('daysMoved', 'Days moved', ({ daysMoved }) => daysMoved),
  column('lead', 'Lead', ({ lead }) => lead?.lead?.name),
  column('covers', 'Covered by', ({ covers }) => together(covers.flatMap(({ lead }) => lead?.name ?? []))),
  column('contributors', 'Contributors', ({ contributors }) => together(contributors.map(({ name }) => name))),
  column('coproducers', 'Co-produced with', ({ coproducers }) => together(coproducers)),
  column('audiences', 'Audiences', ({ audiences }) => together(audiences)),
  column('places', 'Places', ({ places }) => together(places)),
  column('plan', 'Plan', ({ plan }) => nameOf(plan)),
  column('workstream', 'Workstream', ({ workstream }) => nameOf(workstream)),
  column('programme', 'Programme', ({ programme }) => nameOf(programme)),
  column('partOf', 'Part of', ({ partOf }) => partOf?.reference ?? partOf?.title),
  column('rating', 'Latest rating', ({ rating }) => rating?.label ?? rating?.rating),
  column('ratingAssessor', 'Rated by', ({ rating }) => rating?.assessor),
  column('ratingOn', 'Rated on', ({ rating }) => rating?.effectiveDay),
  column('update', 'Latest update', ({ latestUpdate }) => latestUpdate?.summary),
  column('updateOn', 'Updated on', ({ latestUpdate }) => latestUpdate?.effectiveDay),
  column('percent', 'Percent done', ({ percent }) => percent),
  column('lastWordOn', 'Last word on', ({ lastWordOn }) => lastWordOn),
  column('awaitingSignOff', 'Awaiting sign-off', ({ awaitingSignOff }) => awaitingSignOff),
  column('firstSeenComplete', 'First seen complete', ({ firstSeenComplete }) => firstSeenComplete),
  column('daysOpen', 'Days open', ({ daysOpen }) => daysOpen),
  column('madeOn', 'Made on', ({ madeOn }) => madeOn),
  column('statedOn', 'Stated on', ({ firstStated }) => firstStated?.statedOn),
  column('sourcePaper', 'Source paper', ({ firstStated }) => firstStated?.source?.paper),
  column('sourceLocator', 'Place in the paper', ({ firstStated }) => firstStated?.source?.locator),
  column('basis', 'Stated or inferred', ({ firstStated }) => firstStated?.basis),
  column('id', 'Id', ({ id }) => id),
];

/** Something as one flat row, by the keys of its columns. */
export const flat = <Row>(columns: readonly Column<Row>[], row: Row): Readonly<Record<string, Cell>> =>
  Object.fromEntries(columns.map(({ key, value }) => [key, value(row) ?? null]));
