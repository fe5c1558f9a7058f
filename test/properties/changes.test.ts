import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { kindOf } from '../../src/changes/changes.kinds.js';
import { CHANGE_KINDS } from '../../src/changes/changes.queries.js';
import { asking, countedOneByOne, logs, stateAt, windows } from '../changes/changes.examples.js';

const anyWindow = { a: fc.nat(99), b: fc.nat(99), isTold: fc.boolean() };
const counted = (counts: readonly { kind: string; count: number }[]) =>
  Object.fromEntries(counts.map(({ kind, count }) => [kind, count]));

describe('Whatever happened to commitments, what changed between two ends', () => {
  it('leads from what every field said at the first end to what it says at the last', async () => {
    await fc.assert(
      fc.asyncProperty(
        logs(40),
        fc.array(fc.record(anyWindow), { minLength: 1, maxLength: 3 }),
        async (told, asked) => {
          const record = asking(told);
          for (const { a, b, isTold } of asked) {
            const window = windows(told, a, b, isTold);
            const state = stateAt(told, window, 'from');
            for (const { commitmentId, fields } of (await record.page(window)).nodes) {
              for (const { field, from, to } of fields) {
                expect([window, field, from]).toEqual([window, field, state.get(commitmentId)?.[field]]);
                state.set(commitmentId, { ...state.get(commitmentId), [field]: to });
              }
            }
            expect([window, ...state]).toEqual([window, ...stateAt(told, window, 'to')]);
          }
          record.close();
        },
      ),
      { numRuns: 50 },
    );
  });

  it('is counted as one by one, whatever was voided meanwhile or later', async () => {
    await fc.assert(
      fc.asyncProperty(logs(40), fc.record(anyWindow), async (told, { a, b, isTold }) => {
        const record = asking(told);
        const window = windows(told, a, b, isTold);
        const wanted = countedOneByOne(told, window, kindOf);
        expect(counted(await record.counts(window))).toEqual(wanted);
        // A filter counts another way, and lets through what is on record today.
        const known = record.onRecord();
        expect(counted(await record.counts(window, { commitment: {} }))).toEqual(
          countedOneByOne(told, window, kindOf, (stream) => known.has(stream)),
        );
        const { nodes } = await record.page(window);
        expect(new Set(nodes.flatMap(({ kinds }) => kinds))).toEqual(new Set(Object.keys(wanted)));
        expect(await record.total(window)).toBe(nodes.length);
        record.close();
      }),
      { numRuns: 50 },
    );
  });

  it('is counted so in a log of many marks, months and years too', async () => {
    await fc.assert(
      fc.asyncProperty(
        logs(40),
        fc.array(fc.record(anyWindow), { minLength: 3, maxLength: 8 }),
        fc.integer({ min: 1, max: 97 }),
        async (told, asked, spread) => {
          const log = Array.from({ length: 700 }, (_, n) => told[n % told.length]!).map((one, n) => ({
            ...one,
            id: `log-${n}`,
            event: one.event.type === 'EntryVoided' ? { type: 'WorkStarted', data: {} } : one.event,
            statedOn: new Date(Date.UTC(2025, 0, 1 + ((n * spread) % 400))).toISOString().slice(0, 10),
          }));
          const record = asking(log);
          for (const { a, b, isTold } of asked) {
            const [from, to] = a < b ? [a, b] : [b, a];
            const day = (n: number) => new Date(Date.UTC(2025, 0, n * 4)).toISOString().slice(0, 10);
            const window = isTold
              ? ({ column: 'stated_on', from: day(from), to: day(to) } as const)
              : ({ column: 'seq', from: from * 7, to: to * 7 } as const);
            expect(counted(await record.counts(window))).toEqual(countedOneByOne(log, window, kindOf));
          }
          record.close();
        },
      ),
      { numRuns: 6 },
    );
  });

  it('is the same page by page', async () => {
    await fc.assert(
      fc.asyncProperty(logs(40), fc.record(anyWindow), async (told, { a, b, isTold }) => {
        const record = asking(told);
        const window = windows(told, a, b, isTold);
        const keysOf = ({ nodes }: Awaited<ReturnType<typeof record.page>>) =>
          nodes.map(({ newestId, commitmentId }) => [newestId, commitmentId]);
        const whole = keysOf(await record.page(window));
        const paged: (readonly string[])[] = [];
        for (const _ of whole) paged.push(...keysOf(await record.page(window, {}, paged.at(-1) ?? null, 1)));
        expect(paged).toEqual(whole);
        record.close();
      }),
      { numRuns: 40 },
    );
  });

  it('names only kinds that are counted in their order', () => {
    expect(new Set(CHANGE_KINDS).size).toBe(CHANGE_KINDS.length);
  });
});
