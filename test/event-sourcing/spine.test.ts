import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { VoidEntry } from '../../src/event-sourcing/entries.js';
import { MakePledge, RatePledge, ReportPledge } from '../support/pledges/pledge.commands.js';
import { sending } from '../support/pledges/sending.js';
import { openSpine } from '../support/pledges/spine.js';
import { temporaryFolder } from '../support/temporary.js';

it('records a pledge and reads it, now and in the past', async () => {
  const spine = await openSpine(temporaryFolder());
  const id = randomUUID();
  await spine.send(
    new MakePledge(id, { title: 'A hub in the north', weight: 3 }, sending({ told: { statedOn: '2025-09-02' } })),
  );
  const rated = await spine.send(
    new RatePledge(id, { assessor: 'BOARD', rating: 'RED' }, sending({ told: { statedOn: '2025-10-01' } })),
  );
  await spine.send(new ReportPledge(id, { summary: 'Doors opened', percent: 40 }, sending()));
  const now = spine.reads.now('2025-12-02');
  expect(now.prepare('select title, reports, percent from pledges').all()).toEqual([
    { title: 'A hub in the north', reports: 1, percent: 40 },
  ]);
  const past = await spine.reads.at({ asOf: '2025-10-02' }, '2025-12-02');
  expect(past.prepare('select title, reports, percent from pledges').all()).toEqual([
    { title: 'A hub in the north', reports: 0, percent: null },
  ]);
  expect(past.prepare('select rating from pledge_ratings').all()).toEqual([{ rating: 'RED' }]);
  await spine.send(new VoidEntry(id, { entryId: rated.events[0]!.id, reason: 'Wrong pledge' }, sending()));
  const again = await spine.reads.at({ asOf: '2025-10-02' }, '2025-12-02');
  expect(again.prepare('select rating from pledge_ratings').all()).toEqual([]);
  await spine.projector.rebuild();
  expect(spine.reads.now('2025-12-02').prepare('select reports from pledges').all()).toEqual([{ reports: 1 }]);
  await spine.close();
});
