import type { Reader } from '../event-sourcing/reader.js';
import type { GroupOnRecord } from './party.js';

/** What rules ask of the bodies on record. */
export interface GroupsOnRecord {
  /** The body with this id or any such name. */
  readonly group: (reader: Reader, idOrName: string) => GroupOnRecord | null;
}

/** The body that a command names as the group somebody spoke in or for; `null`: none is named, or none is on record. */
export const groupNamedIn = ({ group }: GroupsOnRecord, reader: Reader, data: object): GroupOnRecord | null =>
  'group' in data && typeof data.group === 'string' ? group(reader, data.group.trim()) : null;
