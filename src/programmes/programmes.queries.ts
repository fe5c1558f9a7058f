import type { Day } from '../event-sourcing/days.js';
import { entryOf } from '../event-sourcing/folding.js';
import { streamOf, type Words } from '../event-sourcing/messages.js';
import type { Entry } from '../event-sourcing/projection.js';
import type { Reader } from '../event-sourcing/reader.js';
import { LIMIT } from '../event-sourcing/sqlite.js';
import { Connection, type Page } from '../graphql/connections.js';
import { strangeCursor } from '../naming/listing.js';
import { namedQueries, type NamedAnswer } from '../naming/naming.queries.js';
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
  activities(
    reader: Reader,
    { id, activityCount }: Pick<ProgrammeAnswer, 'id' | 'activityCount'>,
    page: Page,
  ): Connection<Activity> {
    const stream = streamOf('programme', id);
    reader.settleHistory(stream);
    const [compare, direction] = page.backwards ? ['>', 'asc'] : ['<', 'desc'];
    const from = page.from === null ? null : placeOf(reader, stream, page);
    // The plus keeps SQLite from looking through the activities of all programmes, which an index has by their type.
    const rows = reader
      .prepare(
        `select * from entries where stream = ? and +type = 'ActivityReported' and voided_by is null
         ${from === null ? '' : `and (day, seq) ${compare} (?, ?)`}
         order by day ${direction}, seq ${direction} ${LIMIT}`,
      )
      .all(stream, ...(from ?? []), page.size + 1);
    return new Connection(
      rows.map(activityOf),
      page,
      (activity) => [activity.id],
      () => activityCount,
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

/** Where the entry stands that a cursor names. */
const placeOf = (reader: Reader, stream: string, page: Page): readonly [string, number] => {
  const [id] = page.from ?? [];
  const row = reader.prepare('select day, seq from entries where stream = ? and id = ?').get(stream, id ?? null);
  if (row) return [row['day'] as string, row['seq'] as number];
  throw strangeCursor(page);
};
