import type { Reader } from '../event-sourcing/reader.js';
import type { GroupOnRecord } from './party.js';

/** Finds the body that a group is, by its id or any of its names; `null` when there is none. */
export abstract class Groups {
  abstract find(reader: Reader, idOrName: string): GroupOnRecord | null;

  /** What a filter names groups by, and the ids of those that are bodies of the record. */
  withIds(reader: Reader, names: readonly string[] | null | undefined): readonly string[] | null | undefined {
    return names?.flatMap((name) => [name, this.find(reader, name)?.id ?? []].flat());
  }
}
