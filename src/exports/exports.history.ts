import type { CommitmentAnswer } from '../commitments/commitments.queries.js';
import type { AnyProjection, Change } from '../event-sourcing/projection.js';
import { historyOf, type HistoryEntry } from '../history/history.queries.js';
import { columnsOf, together } from './exports.columns.js';
import { DomainError } from '../event-sourcing/errors.js';
import { commitmentPages, pagesOf } from './exports.commitments.js';
import { flatFile } from './exports.file.js';
import { COMMITMENT_FILTER, filterOf } from './exports.conditions.js';
import { day, list } from './exports.parameters.js';

interface Happened {
  readonly commitment: CommitmentAnswer;
  readonly entry: HistoryEntry;
}

const column = columnsOf<Happened>();

const inWords = ({ field, from, to }: Change): string => `${field}: ${from ?? 'nothing'} → ${to ?? 'nothing'}`;

const COLUMNS = [
  column('reference', 'Reference', ({ commitment }) => commitment.reference),
  column('title', 'Title', ({ commitment }) => commitment.title),
  column('day', 'Day', ({ entry }) => entry.effectiveDay),
  column('type', 'What happened', ({ entry }) => entry.type),
  column('changes', 'What it changed', ({ entry }) => together(entry.changes.map(inWords))),
  column('reason', 'Reason', ({ entry }) => entry.reason),
  column('detail', 'All it says', ({ entry }) => detailOf(entry)),
  column('occurredEarliest', 'Happened earliest', ({ entry }) => entry.occurredOn.earliest),
  column('occurredLatest', 'Happened latest', ({ entry }) => entry.occurredOn.latest),
  column('statedOn', 'Stated on', ({ entry }) => entry.statedOn),
  column('recordedAt', 'Recorded at', ({ entry }) => entry.recordedAt),
  column('sourcePaper', 'Source paper', ({ entry }) => entry.source?.paper),
  column('sourceLocator', 'Place in the paper', ({ entry }) => entry.source?.locator),
  column('basis', 'Stated or inferred', ({ entry }) => entry.basis),
  column('statedByRole', 'Stated by: role', ({ entry }) => entry.statedBy.role),
  column('statedByBody', 'Stated by: team or body', ({ entry }) => entry.statedBy.body),
  column('statedByName', 'Stated by: name', ({ entry }) => entry.statedBy.name),
  column('recordedByRole', 'Recorded by: role', ({ entry }) => entry.recordedBy.role),
  column('recordedByBody', 'Recorded by: team or body', ({ entry }) => entry.recordedBy.body),
  column('recordedByName', 'Recorded by: name', ({ entry }) => entry.recordedBy.name),
  column('isVoided', 'Taken back', ({ entry }) => entry.isVoided),
  column('voidedReason', 'Why it was taken back', ({ entry }) => entry.voidedBy?.reason),
  column('isErased', 'Words erased', ({ entry }) => entry.isErased),
  column('version', 'Number in its history', ({ entry }) => entry.version),
  column('commitmentId', 'Id of the commitment', ({ commitment }) => commitment.id),
  column('id', 'Id', ({ entry }) => entry.id),
];

/** As JSON, without the name of its type, which has a column of its own. */
const detailOf = ({ detail }: HistoryEntry): string | null => {
  if (detail === null) return null;
  const { __typename: _type, ...said } = detail as Record<string, unknown>;
  return JSON.stringify(said);
};

const OF_ANY_HISTORY = ['EntryVoided', 'WordsErased'];

/** Throws `DomainError` INVALID for a type that no entry has. */
const refuseUnknown = (types: readonly string[], projections: readonly AnyProjection[]): void => {
  const known = new Set([...OF_ANY_HISTORY, ...projections.flatMap(({ words }) => Object.keys(words))]);
  const unknown = types.find((type) => !known.has(type));
  if (unknown === undefined) return;
  throw new DomainError(
    'INVALID',
    `There is no kind of entry called "${unknown}"; the column "type" shows them.`,
    'types',
  );
};

/** The histories of commitments: one row for each entry. */
export const historyFile = flatFile({
  name: 'history',
  columns: COLUMNS,
  parameters: { since: day, until: day, types: list, ...COMMITMENT_FILTER },
  *things({ reading, projections }, { since, until, types, ...conditions }) {
    refuseUnknown(types ?? [], projections);
    for (const commitments of commitmentPages(reading, filterOf(conditions))) {
      for (const commitment of commitments) {
        const entries = pagesOf((page) => historyOf(reading, commitment.stream, { since, until, types }, page));
        for (const page of entries) yield page.map((entry) => ({ commitment, entry }));
      }
      // Also where nothing happened: the file begins with the first page.
      yield [];
    }
  },
});
