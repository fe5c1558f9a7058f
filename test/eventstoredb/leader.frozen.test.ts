import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { leaderOf, whole } from './cluster.js';
import { print, underLoad } from './load.js';
import { SITES, type Site } from './sites.js';

const PATIENCE_MS = 240_000;
/** How long the others are given to elect a leader without it, in milliseconds; busy machines sometimes never do. */
const FROZEN_MS = 60_000;

describe.each(SITES.filter(({ nodes }) => nodes > 1))('$name', ({ name, open }) => {
  let site: Site;
  beforeAll(async () => {
    site = await open();
  });
  afterAll(() => site.close());

  it(
    'keep every acknowledged event once, and are followed without gap or double, when the node that leads freezes',
    async () => {
      const settings = site.settings();
      await whole(settings);
      const leader = await leaderOf(settings);
      let thawing: NodeJS.Timeout | undefined;
      const freeze = async () => {
        await site.freeze(leader);
        thawing = setTimeout(() => {
          process.stderr.write(
            `${name}: nobody else was elected within ${FROZEN_MS / 1_000} s, so the leader thaws.\n`,
          );
          void site.thaw(leader);
        }, FROZEN_MS);
      };
      const tally = await underLoad(settings, freeze).finally(async () => {
        clearTimeout(thawing);
        await site.thaw(leader);
        // A leader that wakes up to another may end itself, because its log says more than was agreed.
        await site.restart(leader);
      });
      print(`${name}, leader frozen`, tally);
      await whole(settings);
      const { acknowledged, found, followed } = tally;
      expect(new Set(found).size).toBe(found.length);
      expect(found.toSorted()).toEqual(acknowledged.toSorted());
      expect(followed).toEqual(found);
      expect(tally.attemptsFailed.length).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );
});
