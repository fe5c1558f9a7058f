import { CHANGE_KINDS, changes, type ChangedCommitment } from '../changes/changes.queries.js';
import { DomainError } from '../event-sourcing/errors.js';
import type { Change } from '../event-sourcing/projection.js';
import { columnsOf, together } from './exports.columns.js';
import { flatFile } from './exports.file.js';
import { COMMITMENT_FILTER, filterOf } from './exports.conditions.js';
import { day, listOf, type ValuesOf } from './exports.parameters.js';

/** One field of a commitment that changed; no field where something happened that no field shows, such as evidence. */
interface ChangedField {
  readonly changed: ChangedCommitment;
  readonly field: Change | null;
}

/** The rows of a commitment that changed: one for each field, and one at least. */
const changedFields = (changed: ChangedCommitment): readonly ChangedField[] => {
  const { fields } = changed;
  return fields.length === 0 ? [{ changed, field: null }] : fields.map((field) => ({ changed, field }));
};

const column = columnsOf<ChangedField>();

const COLUMNS = [
  column('reference', 'Reference', ({ changed }) => changed.commitment?.reference),
  column('title', 'Title', ({ changed }) => changed.commitment?.title),
  column('kinds', 'What happened', ({ changed }) => together(changed.kinds)),
  column('field', 'Field', ({ field }) => field?.field),
  column('before', 'Before', ({ field }) => field?.from),
  column('after', 'After', ({ field }) => field?.to),
  column('entries', 'Entries', ({ changed }) => changed.entryCount),
  column('lastStatedOn', 'Last stated on', ({ changed }) => changed.entries[0]?.statedOn),
  column('lastSource', 'Last source', ({ changed }) => changed.entries[0]?.source?.paper),
  column('id', 'Id', ({ changed }) => changed.commitmentId),
];

const PARAMETERS = { from: day, to: day, kind: listOf(CHANGE_KINDS), ...COMMITMENT_FILTER };

/** What changed between two days: one row for each field of each commitment. */
export const changesFile = flatFile({
  name: 'changes',
  columns: COLUMNS,
  parameters: PARAMETERS,
  // Its days are ends of their own.
  times: 'NOW',
  async *things({ reading, reads, projections }, { from, to, kind, ...conditions }: ValuesOf<typeof PARAMETERS>) {
    if (from === undefined) throw new DomainError('INVALID', 'Say with "from" after which day.', 'from');
    const commitment = Object.keys(conditions).length === 0 ? null : filterOf(conditions);
    const ends = { reader: reading.reader, reads };
    const window = changes.between(ends, { day: from }, to === undefined ? null : { day: to });
    const asked = { window, filter: { kinds: kind ?? null, commitment } };
    for await (const changed of changes.all(reading, asked, projections)) yield changed.flatMap(changedFields);
  },
});
