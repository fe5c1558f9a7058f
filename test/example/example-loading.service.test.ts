import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bodyId, EstablishBody } from '../../src/bodies/body.commands.js';
import { commitmentId } from '../../src/commitments/commitment.commands.js';
import { ReportProgress } from '../../src/commitments/commitment.progress.commands.js';
import type { Command } from '../../src/event-sourcing/messages.js';
import { exampleSender, loadExamplePlan } from '../../src/example/example.loader.js';
import { gail } from '../support/senders.js';
import type { Tracker } from '../support/tracker.js';
import { eventsOf, startOn } from './record.js';

/** How many events the example plan is. */
const EVENTS = 132;
const sender = exampleSender(new Date(), 'Europe/London');
const byGail = { sender: gail, commandId: '11111111-1111-4111-8111-111111111111' };

describe('the example plan is loaded', () => {
  let folder = '';
  let tracker: Tracker | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tracker-'));
  });
  afterEach(async () => {
    await tracker?.stop();
    rmSync(folder, { recursive: true });
  });

  const start = async (mode?: 'production') => {
    await tracker?.stop();
    tracker = await startOn(folder, mode);
    return { tracker, commands: tracker.commands, events: await eventsOf(tracker) };
  };

  it('once, in the order of its papers; later starts and loads record nothing and leave what was told since', async () => {
    const { commands, events } = await start();
    expect(events).toHaveLength(EVENTS);
    const days = events.map(({ statedOn }) => statedOn);
    expect(days).toEqual(days.toSorted());
    expect(new Set(days)).toEqual(new Set(['2025-06-24', '2025-09-02', '2025-09-03', '2025-12-02']));

    const id = commitmentId({ reference: 'S-05' }, '');
    await commands.execute(new ReportProgress(id, { summary: 'The views were passed on.' }, byGail));
    const again = await start();
    expect(again.events).toHaveLength(EVENTS + 1);
    expect(again.events.slice(0, EVENTS)).toEqual(events);
    await loadExamplePlan(again.commands, sender);
    expect(await eventsOf(again.tracker)).toEqual(again.events);
  });

  it('whole after it was cut short', async () => {
    const { commands } = await start('production');
    let left = 40;
    const execute = async (command: Command): Promise<unknown> => {
      if (left-- <= 0) throw new Error('The power went.');
      return commands.execute(command);
    };
    await expect(loadExamplePlan({ execute }, sender)).rejects.toThrow('The power went.');
    const { events } = await start();
    expect(events).toHaveLength(EVENTS);
    expect(new Set(events.map(({ commandId }) => commandId)).size).toBe(EVENTS);
  });

  it('never in production, and never into a record of somebody else', async () => {
    const { commands, events } = await start('production');
    expect(events).toEqual([]);
    const name = 'Housing board';
    await commands.execute(new EstablishBody(bodyId(name), { name, kind: 'BOARD' }, byGail));
    expect((await start()).events).toHaveLength(1);
  });

  it('and stays as it was told when a later edition says it otherwise', async () => {
    const { commands } = await start('production');
    const asOnceTold = (command: Command): Command =>
      command instanceof EstablishBody && command.data.kind !== 'YOUNG_PEOPLES_GROUP'
        ? new EstablishBody(command.id, { ...command.data, kind: 'GROUP' }, command.sending)
        : command;
    await loadExamplePlan({ execute: (command) => commands.execute(asOnceTold(command)) }, sender);
    expect((await start()).events).toHaveLength(EVENTS);
  });
});
