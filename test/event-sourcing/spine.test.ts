import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { VoidEntry } from '../../src/event-sourcing/entries.js';
import { newEvent } from '../support/new-event.js';
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

describe('A read that waits for a position', () => {
  const made = () =>
    new MakePledge(
      randomUUID(),
      { title: 'A hub in the north', weight: 3 },
      sending({ told: { statedOn: '2025-09-02' } }),
    );
  it('sees everything up to it', async () => {
    const spine = await openSpine(temporaryFolder());
    const { id } = await spine.send(made());
    const another = newEvent({ type: 'PledgeReported', data: { summary: null, percent: 20 } });
    const { position = '' } = await spine.store.append(`pledge-${id}`, [another], 1);
    const reader = await spine.reads.at({ minPosition: position }, '2025-12-02');
    expect(reader.prepare('select percent from pledges').get()).toEqual({ percent: 20 });
    await spine.close();
  });

  it('is refused at once where the log holds no such position', async () => {
    const spine = await openSpine(temporaryFolder());
    await spine.send(made());
    await expect(spine.reads.at({ minPosition: 'nonsense' }, '2025-12-02')).rejects.toMatchObject({
      code: 'INVALID',
      message: 'The log holds no such position; use one that a mutation answered.',
    });
    await spine.close();
  });
});
