import type { ChangedCommitment } from '../changes/changes.queries.js';
import type { Change } from '../event-sourcing/projection.js';
import type { Column } from './exports.columns.js';

/** One field of a commitment that changed; no field where something happened that no field shows, such as evidence. */
export interface ChangedField {
  readonly changed: ChangedCommitment;
  readonly field: Change | null;
}

/** The rows of a commitment that changed: one for each field, and one at least. */
export const changedFields = (changed: ChangedCommitment): readonly ChangedField[] => {
  const { fields } = changed;
  return fields.length === 0 ? [{ changed, field: null }] : fields.map((field) => ({ changed, field }));
};

const column = (key: string, heading: string, value: Column<ChangedField>['value']): Column<ChangedField> => ({
  key,
  heading,
  value,
});

/** Every column of changes. Programs find them by key: never rename one. */
export const CHANGE_COLUMNS: readonly Column<ChangedField>[] = [
  column('reference', 'Reference', ({ changed }) => changed.commitment?.reference),
  column('title', 'Title', ({ changed }) => changed.commitment?.title),
  column('kinds', 'What happened', ({ changed }) => changed.kinds.join('; ')),
  column('field', 'Field', ({ field }) => field?.field),
  column('before', 'Before', ({ field }) => field?.from),
  column('after', 'After', ({ field }) => field?.to),
  column('entries', 'Entries', ({ changed }) => changed.entryCount),
  column('lastStatedOn', 'Last stated on', ({ changed }) => changed.entries[0]?.statedOn),
  column('lastSource', 'Last source', ({ changed }) => changed.entries[0]?.source?.paper),
  column('id', 'Id', ({ changed }) => changed.commitmentId),
];
