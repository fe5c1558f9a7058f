import { slippage, type SlippageAnswer } from '../audit/slippage.queries.js';
import { columnsOf, together } from './exports.columns.js';
import { pagesOf } from './exports.commitments.js';
import { flatFile } from './exports.file.js';
import { COMMITMENT_FILTER, filterOf } from './exports.conditions.js';

const column = columnsOf<SlippageAnswer>();

const COLUMNS = [
  column('reference', 'Reference', ({ commitment }) => commitment.reference),
  column('title', 'Title', ({ commitment }) => commitment.title),
  column('state', 'State', ({ commitment }) => commitment.state),
  column('lead', 'Lead', ({ commitment }) => commitment.lead?.lead?.name),
  column('promisedOn', 'Promised on', ({ promisedOn }) => promisedOn),
  column('firstTargetAsWritten', 'First target as written', ({ firstTarget }) => firstTarget?.asWritten),
  column('firstTargetLatest', 'First target latest', ({ firstTarget }) => firstTarget?.latest),
  column('targetAsWritten', 'Target as written', ({ target }) => target?.asWritten),
  column('targetLatest', 'Target latest', ({ target }) => target?.latest),
  column('moves', 'Times moved', ({ moves }) => moves.length),
  column('daysMoved', 'Days moved', ({ daysMoved }) => daysMoved),
  column('movedOn', 'Moved on', ({ moves }) => together(moves.map(({ day }) => day))),
  column('allowedBy', 'Allowed by', ({ moves }) => together(moves.map(({ allowedBy }) => allowedBy?.name ?? 'nobody'))),
  column('restated', 'Times printed differently', ({ restated }) => restated.length),
  column('refused', 'Times refused', ({ refused }) => refused.length),
  column('waitingSince', 'Waiting since', ({ waiting }) => waiting?.askedOn),
  column('follows', 'Follows', ({ follows }) =>
    together(follows.map(({ reference, title, id }) => reference ?? title ?? id)),
  ),
  column('sentence', 'In one sentence', ({ sentence }) => sentence),
  column('id', 'Id', ({ commitment }) => commitment.id),
];

/** Every promise whose date did not stay: one row each. */
export const slippageFile = flatFile({
  name: 'slippage',
  columns: COLUMNS,
  parameters: COMMITMENT_FILTER,
  things: ({ reading }, values) => pagesOf((page) => slippage.list(reading, { filter: filterOf(values) }, page)),
});
