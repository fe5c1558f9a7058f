import { setImmediate as nextTurn } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  KeptLease,
  TERM,
  type LeaseEntry,
  type LeaseRegister,
  type Timing,
} from '../../src/event-sourcing/lease.kept.js';

/** A clock of one copy, which a test moves; the others know nothing of it. */
class OwnTiming implements Timing {
  readonly #sleeping = new Set<{ readonly until: number; readonly wake: () => void }>();
  isStopped = false;

  constructor(private time: number) {}

  now = (): number => this.time;

  sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const sleeper = { until: this.time + milliseconds, wake: resolve };
      this.#sleeping.add(sleeper);
      signal.addEventListener('abort', () => {
        this.#sleeping.delete(sleeper);
        reject(new Error('aborted'));
      });
    });
  }

  pass(milliseconds: number): void {
    if (this.isStopped) return;
    this.time += milliseconds;
    for (const sleeper of [...this.#sleeping].filter(({ until }) => until <= this.time)) {
      this.#sleeping.delete(sleeper);
      sleeper.wake();
    }
  }
}

/** What all copies see, in memory; a copy may be cut off from it, or not hear its answers. */
class Register {
  readonly entries: LeaseEntry[] = [];

  reachedBy(copy: { isCutOff: boolean; isDeaf: boolean }): LeaseRegister {
    const reached = <Answer>(work: () => Answer): Promise<Answer> =>
      copy.isCutOff ? Promise.reject(new Error('out of reach')) : Promise.resolve().then(work);
    return {
      newest: () =>
        reached(() => {
          const entry = this.entries.at(-1);
          return entry && { number: this.entries.length - 1, entry };
        }),
      write: (number, entry) =>
        reached(() => {
          if (number !== this.entries.length) return false;
          this.entries.push(structuredClone(entry));
          if (copy.isDeaf) throw new Error('the answer was lost');
          return true;
        }),
    };
  }
}

let register: Register;
let copies: Copy[] = [];

interface Copy {
  readonly name: string;
  readonly lease: KeptLease;
  readonly timing: OwnTiming;
  readonly line: { isCutOff: boolean; isDeaf: boolean };
  readonly can: { isFit: boolean; progress: Record<string, number> };
}

const begin = (): void => {
  register = new Register();
  copies = [];
};

/** A copy of the service that stands for the lease; its clock shows anything. */
const start = (name: string, at = copies.length * 86_400_000): Copy => {
  const timing = new OwnTiming(at);
  const line = { isCutOff: false, isDeaf: false };
  const can = { isFit: true, progress: {} as Record<string, number> };
  const lease = new KeptLease(register.reachedBy(line), name, timing);
  lease.stand({ isFit: () => can.isFit, progress: () => can.progress, seq: () => 7 });
  const copy = { name, lease, timing, line, can };
  copies.push(copy);
  return copy;
};

const STEP = 100;
/** Lets time pass for every copy that lives; answers who held the lease when, and that never two did at once. */
const pass = async (milliseconds: number): Promise<readonly string[]> => {
  const held: string[] = [];
  for (let passed = 0; passed < milliseconds; passed += STEP) {
    for (const { timing } of copies) timing.pass(STEP);
    for (let turn = 0; turn < 3; turn++) await nextTurn();
    const holders = copies.filter(({ lease, timing }) => lease.tenure && !timing.isStopped).map(({ name }) => name);
    expect(holders.length).toBeLessThan(2);
    if (holders[0] !== undefined && holders[0] !== held.at(-1)) held.push(holders[0]);
  }
  return held;
};
/** As SIGKILL does: nothing of it moves any more. */
const kill = (copy: Copy): void => {
  copy.timing.isStopped = true;
};

describe('The lease', () => {
  beforeAll(() => void Logger.overrideLogger(false));
  afterAll(() => void Logger.overrideLogger(['log']));
  afterEach(async () => {
    for (const { lease, line } of copies) {
      line.isCutOff = false;
      await lease.close();
    }
  });

  it('stays with whoever has it, however long, while the others look on', async () => {
    begin();
    start('a');
    expect(await pass(1_000)).toEqual(['a']);
    start('b');
    start('c');
    expect(await pass(20 * TERM)).toEqual(['a']);
    expect(new Set(register.entries.map(({ holder }) => holder))).toEqual(new Set(['a']));
  });

  it('goes over to one of the others a term after the holder was killed, with how far it had come', async () => {
    begin();
    const a = start('a');
    const [b, c] = [start('b'), start('c')];
    await pass(TERM);
    a.can.progress = { reminding: 41 };
    await pass(TERM / 2);
    kill(a);
    expect(await pass(TERM / 2)).toEqual([]);
    const [heir] = await pass(TERM);
    expect(['b', 'c']).toContain(heir);
    const { lease } = heir === 'b' ? b : c;
    expect(lease.tenure?.progress).toEqual({ reminding: 41 });
    expect(await pass(5 * TERM)).toEqual([heir]);
  });

  it('is given up by a holder that is cut off before anybody takes over, though their clocks differ by days', async () => {
    begin();
    const a = start('a', 1e9);
    start('b', 0);
    await pass(TERM);
    const { signal } = a.lease.tenure ?? {};
    a.line.isCutOff = true;
    expect(await pass(3 * TERM)).toEqual(['a', 'b']);
    expect(signal?.aborted).toBe(true);
    a.line.isCutOff = false;
    expect(await pass(3 * TERM)).toEqual(['b']);
  });

  it('is complained of once, however long it is out of reach, and when it is back', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn');
    begin();
    const a = start('a');
    await pass(1_000);
    a.line.isCutOff = true;
    await pass(5 * TERM);
    expect(warn.mock.calls).toEqual([['The lease could not be read or written: out of reach']]);
    a.line.isCutOff = false;
    await pass(TERM);
    expect(warn.mock.calls.slice(1)).toEqual([['The lease can be read and written again.']]);
    warn.mockRestore();
  });

  it('is kept by a holder whose answers are lost now and then', async () => {
    begin();
    const a = start('a');
    start('b');
    await pass(1_000);
    const { signal } = a.lease.tenure ?? {};
    for (let round = 0; round < 5; round++) {
      a.line.isDeaf = true;
      await pass(5_500);
      a.line.isDeaf = false;
      expect(await pass(4_500)).toEqual(['a']);
    }
    expect(signal?.aborted).toBe(false);
  });

  it('goes over at once when it is given back, with the last that was done', async () => {
    begin();
    const a = start('a');
    const b = start('b');
    await pass(2_000);
    a.can.progress = { reminding: 3 };
    await a.lease.close();
    expect(await pass(2_000)).toEqual(['b']);
    expect(b.lease.tenure?.progress).toEqual({ reminding: 3 });
    expect(a.lease.tenure).toBeUndefined();
  });

  it('is left to others by a copy that cannot do the work, also by the holder', async () => {
    begin();
    const a = start('a');
    a.can.isFit = false;
    expect(await pass(TERM)).toEqual([]);
    start('b');
    expect(await pass(TERM)).toEqual(['b']);
    a.can.isFit = true;
    (copies[1] as Copy).can.isFit = false;
    expect((await pass(TERM)).at(-1)).toBe('a');
  });

  it('wakes whoever waits for it, and no longer when they are gone', async () => {
    begin();
    const a = start('a');
    const b = start('b');
    const gone = new AbortController();
    const never = b.lease.held(gone.signal);
    await pass(2_000);
    expect(await a.lease.held(gone.signal)).toBe(a.lease.tenure);
    gone.abort();
    await expect(never).rejects.toThrow();
    const waits = b.lease.held(new AbortController().signal);
    kill(a);
    await pass(2 * TERM);
    expect(await waits).toBe(b.lease.tenure);
  });
});
