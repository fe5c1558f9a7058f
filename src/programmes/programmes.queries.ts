import type { Day } from '../event-sourcing/days.js';
import { entryOf } from '../event-sourcing/folding.js';
import { streamOf, type Words } from '../event-sourcing/messages.js';
import type { Entry } from '../event-sourcing/projection.js';
import type { Reader } from '../event-sourcing/reader.js';
import type { Connection, Page } from '../graphql/connections.js';
import { namedQueries, type NamedAnswer } from '../naming/naming.queries.js';
import { pageOfRows } from '../naming/paging.js';
import type { ProgrammeEvent } from './programme.events.js';
import { PROGRAMME } from './programmes.projection.js';

/** An update about no commitment: something was done in a programme that nobody had promised. */
export interface Activity extends Entry<Extract<ProgrammeEvent, { type: 'ActivityReported' }>> {
  /** `null`: the words were erased. */
  readonly summary: Words;
  readonly effectiveDay: Day;
}

/** A programme, as it is answered. */
export type ProgrammeAnswer = NamedAnswer & {
  readonly latestActivity: Activity | null;
  /** How many activities were reported. */
  readonly activityCount: number;
};

interface ProgrammeRow {
  readonly latest_activity: string | null;
  readonly activities: number;
}

/** The questions about programmes. */
export const programmes = {
  ...namedQueries(PROGRAMME, (rows: readonly ProgrammeRow[], reader) => {
    const latest = activitiesById(
      reader,
      rows.flatMap(({ latest_activity }) => latest_activity ?? []),
    );
    return rows.map(({ latest_activity, activities }) => ({
      latestActivity: latest.get(latest_activity ?? '') ?? null,
      activityCount: activities,
    }));
  }),

  /** What was reported about a programme, the latest first; those that were voided are left out. */
  activities(reader: Reader, id: string, page: Page): Connection<Activity> {
    const stream = streamOf('programme', id);
    reader.settleHistory(stream);
    return pageOfRows(
      reader,
      {
        ...{ table: 'entries', columns: '*', order: ['day', 'seq'], isDescending: true },
        // The plus keeps SQLite from looking through the activities of all programmes, which an index has by their type.
        where: `stream = :stream and +type = 'ActivityReported' and voided_by is null`,
        values: { stream },
        answersOf: (rows) => rows.map(activityOf),
        keyOf: (activity) => [activity.id],
        placeOf: (entryId) =>
          reader.prepare('select day, seq from entries where stream = ? and id = ?').get(stream, entryId),
      },
      page,
    );
  },
};

const activityOf = (row: unknown): Activity => {
  const entry = entryOf(row as Parameters<typeof entryOf>[0]) as Activity;
  return Object.assign(entry, { summary: entry.data.summary, effectiveDay: entry.day });
};

const activitiesById = (reader: Reader, ids: readonly string[]): ReadonlyMap<string, Activity> => {
  if (ids.length === 0) return new Map();
  const rows = reader
    .prepare('select * from entries where id in (select value from json_each(?))')
    .all(JSON.stringify(ids));
  return new Map(rows.map(activityOf).map((activity) => [activity.id, activity]));
};
