import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { derivedId } from '../../src/event-sourcing/identity.js';
import { idOf, streamOf, type Recorded, type Sender } from '../../src/event-sourcing/messages.js';
import type { Reaction } from '../../src/event-sourcing/reactions.js';
import { GrantedLease } from '../support/lease.js';
import { ClosePledge, HoldPledge, MakePledge, ReportPledge } from '../support/pledges/pledge.commands.js';
import { governance, sending } from '../support/pledges/sending.js';
import { openSpine, type Spine } from '../support/pledges/spine.js';
import { temporaryFolder } from '../support/temporary.js';
import { until } from '../support/until.js';

const system: Sender = { ...governance, id: 'system', name: 'The service', roles: ['system'] };

/** What reactions saw and how often they are to fail yet. */
let seen: string[] = [];
let failures = 0;
/** As a crash does: the effect is there, and nobody learns of it. */
let crashesAfterEffect = false;

/** Closes every pledge that rests. */
@Injectable()
class ClosesHeld implements Reaction {
  readonly name = 'closes-held';
  readonly types = ['PledgeHeld'] as const;
  readonly runsOn = 'one copy';

  constructor(private readonly bus: CommandBus) {}

  async react(event: Recorded): Promise<void> {
    seen.push(event.id);
    if (failures-- > 0) throw new Error('not yet');
    const id = idOf(event.stream);
    const commandId = derivedId(this.name, event.id);
    await this.bus.execute(
      new ClosePledge(id, { reason: 'It rested' }, { sender: system, commandId, causationId: event.id }),
    );
    if (crashesAfterEffect) throw new Error('the process died here');
  }
}

let spine: Spine;
afterEach(() => spine.close());

const begin = async (folder = temporaryFolder()): Promise<string> => {
  [seen, failures, crashesAfterEffect] = [[], 0, false];
  spine = await openSpine(folder, { reactions: [ClosesHeld] });
  return folder;
};
const held = async (): Promise<string> => {
  const id = randomUUID();
  await spine.send(new MakePledge(id, { title: id, weight: 1 }, sending()));
  await spine.send(new HoldPledge(id, { reason: 'Later' }, sending()));
  return id;
};
const typesOf = async (id: string) => (await spine.store.read(streamOf('pledge', id))).map(({ type }) => type);
const isClosed = async (id: string) => (await typesOf(id)).includes('PledgeClosed');
const ONCE = ['PledgeMade', 'PledgeHeld', 'PledgeReported', 'PledgeClosed'];

describe('A reaction', () => {
  it('happens once for every event of its types, in order', async () => {
    await begin();
    const ids = [await held(), await held(), await held()];
    await until(() => isClosed(ids[2] as string));
    for (const id of ids) expect(await typesOf(id)).toEqual(ONCE);
    const entries = spine.projector.readModels.prepare("select id from entries where type = 'PledgeHeld' order by seq");
    expect(seen).toEqual(entries.all().map(({ id }) => id));
  });

  it('happens once in effect although the process died before it was noted', async () => {
    const folder = await begin();
    crashesAfterEffect = true;
    const id = await held();
    await until(() => spine.reactions.failures.length > 0);
    expect(await isClosed(id)).toBe(true);
    await spine.close();

    await begin(folder);
    const other = await held();
    await until(() => isClosed(other));
    expect(seen[0]).not.toBe(seen[1]);
    expect(seen).toHaveLength(2);
    expect(await typesOf(id)).toEqual(ONCE);
    await spine.close();

    await begin(folder);
    const third = await held();
    await until(() => isClosed(third));
    expect(seen).toHaveLength(1);
  });

  it('of one copy waits for the lease, begins where the last holder was, and stops when the lease is lost', async () => {
    [seen, failures, crashesAfterEffect] = [[], 0, false];
    const lease = new GrantedLease();
    spine = await openSpine(temporaryFolder(), { reactions: [ClosesHeld], lease });
    const done = await held();
    const { seq } = spine.projector.readModels;
    const open = await held();
    expect(seen).toEqual([]);
    expect(spine.reactions.backlog.has('closes-held')).toBe(false);

    lease.grant({ 'closes-held': seq });
    await until(() => isClosed(open));
    expect(seen).toHaveLength(1);
    expect(await isClosed(done)).toBe(false);
    await until(() => spine.reactions.backlog.get('closes-held') === 0);
    expect(lease.candidate?.progress()).toEqual({ 'closes-held': spine.projector.readModels.seq });

    failures = Infinity;
    const late = await held();
    await until(() => spine.reactions.failures.length > 0);
    lease.withdraw();
    await until(() => spine.reactions.failures.length === 0);
    failures = 0;
    const tries = seen.length;
    lease.grant({ 'closes-held': 1 });
    await until(() => isClosed(late));
    expect(seen.length - tries).toBe(1);
  });

  it('that fails shows, is tried again, and lets nothing overtake it', async () => {
    await begin();
    failures = 2;
    const ids = [await held(), await held()];
    await until(() => spine.reactions.failures.length > 0);
    expect(spine.reactions.failures).toEqual([expect.stringContaining('closes-held cannot yet react to PledgeHeld')]);
    await until(() => isClosed(ids[1] as string));
    expect(new Set(seen.slice(0, 3)).size).toBe(1);
    await until(() => spine.reactions.failures.length === 0);
    for (const id of ids) expect(await typesOf(id)).toEqual(ONCE);
  });

  it('does not follow commands that mean nothing to it with a write of its own', async () => {
    const folder = await begin();
    const id = randomUUID();
    await spine.send(new MakePledge(id, { title: id, weight: 1 }, sending()));
    await spine.send(new ReportPledge(id, { summary: 'Well' }, sending()));
    await spine.close();
    await begin(folder);
    const later = await held();
    await until(() => isClosed(later));
    expect(seen).toHaveLength(1);
  });
});
