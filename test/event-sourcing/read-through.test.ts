import { expect, it } from '@jest/globals';
import { numbered } from '../../src/event-sourcing/entry-rows.js';
import { Recorded, START } from '../../src/event-sourcing/messages.js';
import { openReadModels } from '../../src/event-sourcing/read-models.opening.js';
import { ReadModels } from '../../src/event-sourcing/read-models.js';
import { newEvent, newStream } from '../support/new-event.js';
import { pledgesProjection } from '../support/pledges/pledges.projection.js';
import { temporaryFolder } from '../support/temporary.js';

const projections = [pledgesProjection];
const stream = newStream();
const recorded = (position: string, recordedAt: string): Recorded =>
  Object.assign(Object.create(Recorded.prototype) as Recorded, newEvent(), {
    stream,
    version: 1,
    position,
    recordedAt,
  });

it('instants of recording stand still where the clock that stamped them went back, also over a restart', () => {
  const at = (second: number) => `2025-12-02T10:00:0${second}.000Z`;
  const log = () => [2, 1, 3, 0, 4].map((second, n) => recorded(`0${n + 1}`, at(second)));
  const whole = numbered(log(), { seq: 0, recordedAt: '' });
  expect(whole.map(({ seq, recordedAt }) => [seq, recordedAt])).toEqual([
    [1, at(2)],
    [2, at(2)],
    [3, at(3)],
    [4, at(3)],
    [5, at(4)],
  ]);

  const folder = temporaryFolder();
  const models = ReadModels.open(folder, projections);
  models.project(numbered(log().slice(0, 3), models.last));
  models.close();
  const again = ReadModels.open(folder, projections);
  const rest = numbered(log().slice(3), again.last);
  expect(rest.map(({ seq, recordedAt }) => [seq, recordedAt])).toEqual([
    [4, at(3)],
    [5, at(4)],
  ]);
  again.close();
});

it('read models remember how far they have read beyond their last event, and never go back', () => {
  const folder = temporaryFolder();
  const models = ReadModels.open(folder, projections);
  models.project(numbered([recorded('03', '2025-12-02T10:00:00.000Z')], models.last), '05');
  models.project([], '09');
  models.project([], '07');
  models.close();
  const again = ReadModels.open(folder, projections);
  expect([again.position, again.last.position, again.seq]).toEqual(['09', '03', 1]);
  again.close();
});

it('where the log ends before what was read of it, they read again after the last event they know', async () => {
  const folder = temporaryFolder();
  const models = ReadModels.open(folder, projections);
  models.project(numbered([recorded('03', '2025-12-02T10:00:00.000Z')], models.last), '09');
  models.close();
  const opened = (head: string) => openReadModels(folder, projections, head);
  const { models: shorter } = opened('04');
  expect(shorter.position).toBe('03');
  shorter.close();
  expect(() => opened('02')).toThrow(expect.objectContaining({ name: 'StoreFault', kind: 'BEHIND' }));
  expect(() => opened(START)).toThrow(expect.objectContaining({ name: 'StoreFault', kind: 'BEHIND' }));
});
