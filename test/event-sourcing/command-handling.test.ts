import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { EraseWords, VoidEntry } from '../../src/event-sourcing/entries.js';
import { DomainError, StoreFault } from '../../src/event-sourcing/errors.js';
import { streamOf, type Command } from '../../src/event-sourcing/messages.js';
import { newEvent } from '../support/new-event.js';
import { ClosePledge, HoldPledge, MakePledge, RatePledge, ReportPledge } from '../support/pledges/pledge.commands.js';
import { governance, lead, officer, sending } from '../support/pledges/sending.js';
import { openSpine, type Spine } from '../support/pledges/spine.js';
import { temporaryFolder } from '../support/temporary.js';

let spine: Spine;
beforeEach(async () => {
  spine = await openSpine(temporaryFolder());
});
afterEach(() => spine.close());

const made = async (fields: Parameters<typeof sending>[0] = {}, title = `Pledge ${randomUUID()}`): Promise<string> => {
  const id = randomUUID();
  await spine.send(new MakePledge(id, { title, weight: 1 }, sending(fields)));
  return id;
};

const refusal = async (command: Command): Promise<DomainError> => {
  const error: unknown = await spine.send(command).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(DomainError);
  return error as DomainError;
};

const stored = async (id: string) => spine.store.read(streamOf('pledge', id));

describe('A command', () => {
  it('is readable in every query when it has been answered', async () => {
    const id = randomUUID();
    const outcome = await spine.send(new MakePledge(id, { title: 'A hub', weight: 3 }, sending()));
    expect(outcome).toMatchObject({ id, version: 1, events: [{ type: 'PledgeMade', version: 1 }] });
    expect(spine.reads.now('2025-12-02').prepare('select title from pledges').all()).toEqual([{ title: 'A hub' }]);
    expect(outcome.position).toBe(await spine.store.head());
  });

  it('that a server did not answer is not called unchanged, and is stored once when it is sent again', async () => {
    const command = new MakePledge(randomUUID(), { title: 'A hub', weight: 3 }, sending());
    const append = spine.store.append.bind(spine.store);
    const unanswered = jest.spyOn(spine.store, 'append').mockImplementationOnce(async (...given) => {
      await append(...given);
      throw new StoreFault('UNREACHABLE', 'The server cannot be reached.');
    });
    await expect(spine.send(command)).rejects.toMatchObject({ kind: 'UNCERTAIN' });
    expect(await spine.send(command)).toMatchObject({ version: 1 });
    expect(unanswered).toHaveBeenCalledTimes(1);
  });

  it('that is stored but cannot be read back is answered all the same', async () => {
    const { sealing } = spine;
    const held = Promise.withResolvers<void>();
    const open = sealing.open.bind(sealing);
    jest.spyOn(sealing, 'open').mockImplementation(async (events) => held.promise.then(() => open(events)));
    const limit = AbortSignal.timeout.bind(AbortSignal);
    const limits = jest.spyOn(AbortSignal, 'timeout').mockImplementation(() => limit(50));
    const command = new MakePledge(randomUUID(), { title: 'A hub', weight: 3 }, sending());
    await expect(spine.send(command)).rejects.toMatchObject({ kind: 'UNREAD' });
    limits.mockRestore();
    held.resolve();
    expect(await spine.send(command)).toMatchObject({ version: 1 });
    expect(await stored(command.id)).toHaveLength(1);
  });

  it('of a wrong shape names every field at fault and stores nothing', async () => {
    const id = randomUUID();
    const wrong = { title: '', weight: 300, colour: 'red' } as unknown as { title: string; weight: number };
    const error = await refusal(new MakePledge(id, wrong, sending()));
    expect(error.code).toBe('INVALID');
    expect(error.refusals.map(({ field }) => field).sort()).toEqual(['colour', 'title', 'weight']);
    expect(await stored(id)).toEqual([]);
  });

  it('is forbidden to every role that it does not allow', async () => {
    const id = await made();
    const error = await refusal(new HoldPledge(id, { reason: 'Later' }, sending({ sender: lead })));
    expect(error).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('of a lead is carried out on what concerns them and forbidden elsewhere', async () => {
    const own = await made({ sender: lead });
    const foreign = await made();
    const report = { summary: 'All goes well' };
    await spine.send(new ReportPledge(own, report, sending({ sender: lead })));
    expect(await refusal(new ReportPledge(foreign, report, sending({ sender: lead })))).toMatchObject({
      code: 'FORBIDDEN',
    });
    const both = { ...lead, roles: ['lead', 'governance'] as const };
    await spine.send(new ReportPledge(foreign, report, sending({ sender: both })));
  });

  it('of a lead on what is not on record is told so', async () => {
    const unknown = new ReportPledge(randomUUID(), { summary: 'All goes well' }, sending({ sender: lead }));
    expect(await refusal(unknown)).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('cannot be stated on a day that has not come', async () => {
    const id = await made();
    const command = new ReportPledge(id, { summary: 'Done' }, sending({ told: { statedOn: '2025-12-03' } }));
    expect(await refusal(command)).toMatchObject({ code: 'INVALID', refusals: [{ field: 'told.statedOn' }] });
  });

  it('with several events stores them together', async () => {
    const id = await made();
    const outcome = await spine.send(new ClosePledge(id, { reason: 'All done' }, sending()));
    expect(outcome).toMatchObject({ version: 3, events: [{ version: 2 }, { version: 3 }] });
    expect((await stored(id)).map(({ type }) => type)).toEqual(['PledgeMade', 'PledgeReported', 'PledgeClosed']);
  });

  it('that a rule refuses changes nothing, and the next one goes on', async () => {
    const id = await made();
    const head = await spine.store.head();
    expect(await refusal(new MakePledge(id, { title: 'Again', weight: 1 }, sending()))).toMatchObject({ code: 'RULE' });
    expect(await spine.store.head()).toBe(head);
    expect(spine.projector.readModels.position).toBe(head);
    await expect(spine.send(new ReportPledge(id, { summary: 'Well' }, sending()))).resolves.toMatchObject({
      version: 2,
    });
  });

  it('decides on the facts as they stand, and says in the event where it read them', async () => {
    await made({}, 'The same');
    const facts = spine.projector.readModels.position;
    const error = await refusal(new MakePledge(randomUUID(), { title: 'The same', weight: 1 }, sending()));
    expect(error).toMatchObject({ code: 'RULE', refusals: [{ field: 'title' }] });
    const other = await made();
    expect((await stored(other))[0]?.factsAt).toBe(facts);
  });
});

describe('A command sent again', () => {
  it('answers the same and stores nothing', async () => {
    const id = await made();
    const command = () => new ReportPledge(id, { summary: 'Well' }, sending({ commandId: 'a-key' }));
    const first = await spine.send(command());
    await made();
    expect(await spine.send(command())).toEqual(first);
    expect(await stored(id)).toHaveLength(2);
  });

  it('at the same time, many times, happens once', async () => {
    const id = randomUUID();
    const command = () => new MakePledge(id, { title: 'Once', weight: 1 }, sending({ commandId: 'a-key' }));
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => spine.send(command())));
    expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
    expect(await stored(id)).toHaveLength(1);
  });

  it('with another body is INVALID, on the same stream and on another', async () => {
    const [id, other] = [await made(), await made()];
    const sent = sending({ commandId: 'a-key' });
    await spine.send(new ReportPledge(id, { summary: 'Well' }, sent));
    for (const command of [
      new ReportPledge(id, { summary: 'Badly' }, sent),
      new ReportPledge(id, { summary: 'Well' }, { ...sent, told: { statedOn: '2025-12-01' } }),
      new RatePledge(id, { assessor: 'LEAD', rating: 'RED' }, sent),
      new ReportPledge(other, { summary: 'Well' }, sent),
    ]) {
      expect(await refusal(command)).toMatchObject({ code: 'INVALID', refusals: [{ field: 'idempotencyKey' }] });
    }
    expect(await stored(id)).toHaveLength(2);
    expect(await stored(other)).toHaveLength(1);
  });

  it('at the same time with another body happens once, in whatever streams', async () => {
    const ids = [await made(), await made()];
    const sent = sending({ commandId: 'a-key' });
    const results = await Promise.allSettled(
      ids.map((id) => spine.send(new ReportPledge(id, { summary: 'Well' }, sent))),
    );
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await Promise.all(ids.map(stored))).flat()).toHaveLength(3);
  });

  it('after it was refused is decided anew', async () => {
    const id = randomUUID();
    const report = () => new ReportPledge(id, { summary: 'Well' }, sending({ commandId: 'a-key' }));
    expect(await refusal(report())).toMatchObject({ code: 'NOT_FOUND' });
    await spine.send(new MakePledge(id, { title: 'Now it is there', weight: 1 }, sending()));
    await expect(spine.send(report())).resolves.toMatchObject({ version: 2 });
  });
});

describe('A command while others write to the same stream', () => {
  it('is decided again when the sender names no version', async () => {
    const id = await made();
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, (_, n) => spine.send(new ReportPledge(id, { summary: `Report ${n}` }, sending()))),
    );
    expect(outcomes.map(({ version }) => version).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 40 }, (_, n) => n + 2),
    );
  });

  it('is decided again when another process was faster', async () => {
    const id = await made();
    const stream = streamOf('pledge', id);
    const foreign = (async () => {
      for (let n = 0; n < 5; n++) {
        const { length } = await spine.store.read(stream);
        const event = newEvent({ type: 'PledgeReported', data: { summary: null } });
        await spine.store.append(stream, [event], length).catch(() => undefined);
      }
    })();
    await Promise.all([foreign, spine.send(new ReportPledge(id, { summary: 'Well' }, sending()))]);
    expect((await stored(id)).filter(({ recorderId }) => recorderId === governance.id)).toHaveLength(2);
  });

  it('is decided on what a node that lags shows in the end', async () => {
    const id = await made();
    const faster = newEvent({ type: 'PledgeReported', data: { summary: null } });
    await spine.store.append(streamOf('pledge', id), [faster], 1);
    const read = spine.store.read.bind(spine.store);
    const lagsUntil = performance.now() + 100;
    jest.spyOn(spine.store, 'read').mockImplementation(async (stream, after) => {
      const all = await read(stream, after);
      return performance.now() < lagsUntil ? all.filter(({ version }) => version < 2) : all;
    });
    expect(await spine.send(new ReportPledge(id, { summary: 'Well' }, sending()))).toMatchObject({ version: 3 });
  });

  it('is a CONFLICT that says what changed when the sender named a version', async () => {
    const id = await made();
    await spine.send(new RatePledge(id, { assessor: 'LEAD', rating: 'RED' }, sending()));
    const error = await refusal(new ReportPledge(id, { summary: 'Well' }, sending({ expectedVersion: 1 })));
    expect(error).toMatchObject({ code: 'CONFLICT', changedSince: [{ type: 'PledgeRated', version: 2 }] });
    const ahead = await refusal(new ReportPledge(id, { summary: 'Well' }, sending({ expectedVersion: 9 })));
    expect(ahead).toMatchObject({ code: 'CONFLICT', changedSince: [] });
    await spine.send(new ReportPledge(id, { summary: 'Well' }, sending({ expectedVersion: 2 })));
  });

  it('makes a stream only once when version 0 is expected', async () => {
    const id = randomUUID();
    const results = await Promise.allSettled(
      ['One', 'Another'].map((title) =>
        spine.send(new MakePledge(id, { title, weight: 1 }, sending({ expectedVersion: 0 }))),
      ),
    );
    const [refused] = results.filter((result) => result.status === 'rejected');
    expect(refused?.reason).toMatchObject({ code: 'CONFLICT', changedSince: [{ type: 'PledgeMade', version: 1 }] });
    expect(await stored(id)).toHaveLength(1);
  });
});

describe('An entry', () => {
  it('is voided by its author or by governance, once, and not by anybody else', async () => {
    const id = await made({ sender: lead });
    const rated = await spine.send(new RatePledge(id, { assessor: 'LEAD', rating: 'RED' }, sending()));
    const entryId = String(rated.events[0]?.id);
    const voiding = (sender = governance) =>
      new VoidEntry(id, { entryId, reason: 'Wrong pledge' }, sending({ sender }));
    expect(await refusal(voiding(lead))).toMatchObject({ code: 'FORBIDDEN' });
    expect(await spine.send(voiding())).toMatchObject({ id, version: 3 });
    expect(await refusal(voiding())).toMatchObject({ code: 'RULE' });
    const rows = spine.reads.now('2025-12-02');
    expect(rows.prepare('select * from pledge_ratings').all()).toEqual([]);
    expect(
      rows.prepare('select type, changes, voided_by is not null as voided from entries order by seq').all(),
    ).toMatchObject([
      { type: 'PledgeMade', voided: 0 },
      { type: 'PledgeRated', changes: null, voided: 1 },
      { type: 'EntryVoided', changes: null, voided: 0 },
    ]);
  });

  it('that others rest on is not voided', async () => {
    const id = await made();
    const [first] = await stored(id);
    await spine.send(new ReportPledge(id, { summary: 'Well' }, sending()));
    const command = new VoidEntry(id, { entryId: String(first?.id), reason: 'No' }, sending());
    expect(await refusal(command)).toMatchObject({ code: 'RULE' });
  });

  it('nobody knows is NOT_FOUND', async () => {
    const command = new VoidEntry(randomUUID(), { entryId: randomUUID(), reason: 'No' }, sending());
    expect(await refusal(command)).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is erased once, and only when it holds words', async () => {
    const id = await made();
    const rated = await spine.send(new RatePledge(id, { assessor: 'LEAD', rating: 'RED' }, sending()));
    const erasing = (entryId: unknown) =>
      new EraseWords(id, { entryId: String(entryId), requestRef: 'DP-7' }, sending({ sender: officer }));
    expect(await refusal(erasing(rated.events[0]?.id))).toMatchObject({ code: 'RULE' });
    const [first] = await stored(id);
    await spine.send(erasing(first?.id));
    expect(await refusal(erasing(first?.id))).toMatchObject({ code: 'RULE' });
  });
});
