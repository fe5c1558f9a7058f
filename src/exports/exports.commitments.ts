import {
  commitments,
  type CommitmentAnswer,
  type CommitmentFilter,
  type Reading,
} from '../commitments/commitments.queries.js';
import { decodeCursor, type Connection, type Page } from '../graphql/connections.js';
import { columnsOf, nameOf, together } from './exports.columns.js';
import { flatFile } from './exports.file.js';
import { COMMITMENT_FILTER, filterOf } from './exports.conditions.js';

const column = columnsOf<CommitmentAnswer>();

/** Every column, in the order in which a reader looks for them. Programs find them by key: never rename one. */
const COLUMNS = [
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

/** Things of a list that are read at a time; between two pages other requests have their turn. */
const PAGE = 50;

/** Everything of a list, page by page. */
export function* pagesOf<Node>(
  list: (page: Page) => Pick<Connection<Node>, 'nodes' | 'pageInfo'>,
): Generator<readonly Node[], undefined> {
  for (let page: Page | undefined = { size: PAGE, backwards: false, from: null }; page;) {
    const { nodes, pageInfo }: Pick<Connection<Node>, 'nodes' | 'pageInfo'> = list(page);
    yield nodes;
    const { hasNextPage, endCursor } = pageInfo;
    page = hasNextPage && endCursor ? { ...page, from: decodeCursor(endCursor, 'after') } : undefined;
  }
  return undefined;
}

/** The commitments a filter lets through, by reference. */
export const commitmentPages = (reading: Reading, filter: CommitmentFilter) =>
  pagesOf((page) => commitments.list(reading, { filter }, page));

/** Every commitment: one row each. */
export const commitmentsFile = flatFile({
  name: 'commitments',
  columns: COLUMNS,
  parameters: COMMITMENT_FILTER,
  things: ({ reading }, values) => commitmentPages(reading, filterOf(values)),
});
