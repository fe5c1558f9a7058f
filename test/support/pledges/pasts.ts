import { join } from 'node:path';
import { toEntry } from '../../../src/event-sourcing/entry-rows.js';
import { buildPast, cutDays, type Limits, type PastBuilder } from '../../../src/event-sourcing/past.js';
import type { Recorded } from '../../../src/event-sourcing/messages.js';
import type { AnyProjection, Entry } from '../../../src/event-sourcing/projection.js';
import { ReadModels } from '../../../src/event-sourcing/read-models.js';
import { TimeTravel, type TimeTravelSettings } from '../../../src/event-sourcing/time-travel.js';
import type { Reader } from '../../../src/event-sourcing/reader.js';
import { allTables, type Tables } from '../tables.js';
import { temporaryFolder } from '../temporary.js';
import { pledgesProjection } from './pledges.projection.js';

const projections: readonly AnyProjection[] = [pledgesProjection];

/** Pasts of pledges are built on this very thread, and counted. */
export class HereBuilder implements PastBuilder {
  readonly built: { readonly limits: Limits; readonly base: Limits | undefined }[] = [];

  build: PastBuilder['build'] = async (liveFile, target, base) => {
    this.built.push({ limits: target.limits, base: base?.limits });
    buildPast(liveFile, target, base, projections);
  };

  cuts: PastBuilder['cuts'] = async (liveFile, parts) => cutDays(liveFile, parts);
}

/** Every step's entry, numbered from 1. */
export const entriesOf = (log: readonly Recorded[]): readonly Entry[] =>
  log.map((event, index) => toEntry({ ...event }, index + 1));

/** Read models of pledges with their pasts. */
export const travelling = (log: readonly Recorded[], settings?: TimeTravelSettings) => {
  const folder = temporaryFolder();
  const models = ReadModels.open(folder, projections);
  models.project(entriesOf(log));
  const builder = new HereBuilder();
  /** As a start of the service would. */
  const begin = () => new TimeTravel(join(folder, 'pasts'), models, projections, builder, settings);
  return { models, builder, begin, travel: begin() };
};

/** Every table of a past, histories put right. `is_late` says something about the present only. */
export const tablesOfPast = (past: Reader): Tables => {
  for (const { stream } of past.prepare('select distinct stream from entries').all())
    past.settleHistory(String(stream));
  return allTables(past.db, { without: ['is_late'] });
};

/** Every table of a log that holds only what counts within the limits. */
export const tablesWithin = (log: readonly Recorded[], { day, statedOn, seq }: Limits): Tables => {
  const models = ReadModels.open(temporaryFolder(), projections);
  models.project(
    entriesOf(log).filter(
      (entry) =>
        (day === undefined || entry.day <= day) &&
        (statedOn === undefined || entry.statedOn <= statedOn) &&
        (seq === undefined || entry.seq <= seq),
    ),
  );
  const tables = allTables(models.db, { without: ['is_late'] });
  models.close();
  return tables;
};
