import { commitmentWords, type CommitmentEvent } from '../../src/commitments/commitment.events.js';
import { addDays, type Day } from '../../src/event-sourcing/days.js';
import { derivedId } from '../../src/event-sourcing/identity.js';
import { streamOf, type DomainEvent } from '../../src/event-sourcing/messages.js';
import type { Stores } from '../../src/event-sourcing/stores.js';

/** How large a log to make. */
export interface Size {
  readonly events: number;
  readonly commitments: number;
}

/** Ten years of a council. */
const FIRST_DAY: Day = '2016-01-04';
const DAYS = 3_650;
const WORKSTREAMS = ['Good homes', 'Good education', 'Good health', 'Identity', 'Independence', 'Voice'];
const TEAMS = Array.from({ length: 30 }, (_, n) => `Team ${n + 1}`);
const PROGRAMMES = Array.from({ length: 20 }, (_, n) => `Programme ${n + 1}`);
/** Appends under way at once while the log is filled. */
const IN_FLIGHT = 512;

/** The same numbers in every run. */
export const seeded = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
};

/** The id of the nth commitment of the synthetic plan. */
export const syntheticId = (n: number): string => derivedId('synthetic', String(n));
/** The id of a workstream of the synthetic plan. */
export const syntheticWorkstreamId = (n: number): string =>
  derivedId('workstream', (WORKSTREAMS[n % 6] ?? '').toLowerCase());

const NOBODY = { role: 'importer', body: null, name: 'Benchmark' };
const LOREM =
  'Sessions were held with young people in both hubs, the new format was tried, and what they said about it was taken into the next version of the work';

/**
 * Fills an empty log as ten years of a council would: promises made in the first part, then updates, ratings, moves and
 * completions on days in order, one in fifty stated late about an earlier day. `setDay` turns the store's clock.
 */
export const fillLog = async (
  { store, sealing }: Stores,
  setDay: (day: Day) => void,
  { events, commitments }: Size,
): Promise<void> => {
  const random = seeded(42);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const versions = new Map<string, number>();
  const underWay = new Set<Promise<unknown>>();
  let written = 0;

  const put = async (stream: string, day: Day, event: DomainEvent, lateBy = 0): Promise<void> => {
    const version = versions.get(stream) ?? 0;
    versions.set(stream, version + 1);
    const happened = addDays(day, -lateBy);
    const id = derivedId('bench', stream, String(version));
    const sealed = await sealing.sealAll(
      [
        {
          id,
          ...event,
          schemaVersion: 1,
          occurredOn: { earliest: happened, latest: happened },
          statedOn: day,
          source: { paper: 'Benchmark paper', locator: `line ${version}` },
          basis: 'STATED',
          statedBy: NOBODY,
          recordedBy: NOBODY,
          recorderId: 'benchmark',
          commandId: id,
          correlationId: id,
          causationId: null,
        },
      ],
      (type) => (commitmentWords as Readonly<Record<string, readonly string[]>>)[type],
      null,
    );
    const append = store.append(stream, sealed, version);
    underWay.add(append);
    void append.finally(() => underWay.delete(append));
    if (++written % IN_FLIGHT === 0) await Promise.all(underWay);
  };

  setDay(FIRST_DAY);
  for (const name of WORKSTREAMS) {
    await put(streamOf('workstream', derivedId('workstream', name.toLowerCase())), FIRST_DAY, {
      type: 'WorkstreamEstablished',
      data: { name, aliases: [] },
    });
  }
  for (const name of PROGRAMMES) {
    await put(streamOf('programme', derivedId('programme', name.toLowerCase())), FIRST_DAY, {
      type: 'ProgrammeNamed',
      data: { name, aliases: [] },
    });
  }
  const made = (n: number, day: Day): CommitmentEvent => ({
    type: 'CommitmentMade',
    data: {
      reference: `B-${String(n).padStart(5, '0')}`,
      title: `Promise ${n}: ${pick(['review', 'launch', 'publish', 'train', 'open'])} the ${pick(['offer', 'survey', 'charter', 'pack', 'hub'])} with young people`,
      wording: LOREM,
      audiences: pick([
        ['Care leavers'],
        ['Cared for children and young people'],
        ['Care leavers', 'Cared for children and young people'],
      ]),
      kind: 'promise',
      programmeId: derivedId('programme', pick(PROGRAMMES).toLowerCase()),
      workstreamId: derivedId('workstream', pick(WORKSTREAMS).toLowerCase()),
      ...(n % 5 === 0 || n < 10 ? {} : { partOf: syntheticId(n - (n % 5)) }),
      ...(random() < 0.9 ? { lead: { kind: 'TEAM' as const, name: pick(TEAMS) } } : {}),
      contributors: [],
      coproducers: [],
      places: [pick(['North hub', 'South hub'])],
      target: {
        asWritten: addDays(day, 400),
        earliest: addDays(day, 400),
        latest: addDays(day, 400),
        precision: 'DAY',
      },
      initialState: 'AGREED',
      firstSeenComplete: false,
    },
  });
  const later = (day: Day): CommitmentEvent => {
    const chance = random();
    if (chance < 0.7)
      return { type: 'ProgressReported', data: { summary: `${LOREM} (${day})`, percent: Math.floor(random() * 100) } };
    if (chance < 0.9) {
      return {
        type: 'RatingAssessed',
        data: {
          rating: pick(['RED', 'AMBER', 'GREEN']),
          assessor: pick(['LEAD', 'BOARD']),
          reason: 'As the board saw it',
        },
      };
    }
    if (chance < 0.96)
      return {
        type: 'ImpactRecorded',
        data: { statement: 'Young people said it helped', expectedOrObserved: 'OBSERVED' },
      };
    return {
      type: 'EvidenceAttached',
      data: {
        evidenceId: derivedId('evidence', String(written)),
        kind: 'DOCUMENT',
        title: 'Report',
        link: 'https://example.org/report',
      },
    };
  };

  const total = events - written;
  for (let n = 0; n < total; n++) {
    const day = addDays(FIRST_DAY, Math.floor((n / total) * DAYS));
    if (n % 1_000 === 0) setDay(day);
    // One promise after another in the first third, spread evenly; the rest is reported on what there is by then.
    const due = Math.max(1, Math.min(commitments, Math.ceil((n / total) * 3 * commitments)));
    const count = versions.size - WORKSTREAMS.length - PROGRAMMES.length;
    if (count < due) await put(streamOf('commitment', syntheticId(count)), day, made(count, day));
    else
      await put(
        streamOf('commitment', syntheticId(Math.floor(random() * count))),
        day,
        later(day),
        random() < 0.02 ? 30 : 0,
      );
  }
  await Promise.all(underWay);
};
