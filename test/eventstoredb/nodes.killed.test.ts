import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { leaderOf, whole } from './cluster.js';
import { print, underLoad, type Tally } from './load.js';
import { SITES, type Site } from './sites.js';

const PATIENCE_MS = 180_000;

describe.each(SITES)('$name', ({ name, nodes, open }) => {
  let site: Site;
  beforeAll(async () => {
    site = await open();
  });
  afterAll(() => site.close());

  const expectWhole = ({ acknowledged, found, followed }: Tally): void => {
    expect(new Set(found).size).toBe(found.length);
    expect(found.toSorted()).toEqual(acknowledged.toSorted());
    expect(followed).toEqual(found);
  };

  it(
    'keeps every acknowledged event once, and is followed without gap or double, when the node that leads is killed',
    async () => {
      const settings = site.settings();
      await whole(settings);
      const leader = await leaderOf(settings);
      const tally = await underLoad(settings, async () => {
        await site.kill(leader);
        // The others of a cluster go on without it.
        if (nodes === 1) await site.restart(leader);
      }).finally(() => (nodes > 1 ? site.restart(leader) : undefined));
      print(`${name}, killed`, tally);
      await whole(settings);
      expectWhole(tally);
      expect(tally.attemptsFailed.length).toBeGreaterThan(0);
      expect(tally.drops.length).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );
});
