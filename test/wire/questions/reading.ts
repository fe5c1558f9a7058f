import { BACKWARDS, END, jsonEvent, NO_STREAM, START } from '@eventstore/db-client';
import { counter, readOut } from './inquiry.js';
import type { Inquiry } from './inquiry.js';

const revisions = (events: readonly { readonly revision: bigint }[]): bigint[] => events.map((e) => e.revision);

/** Streams and the log, either way, from anywhere; `stream` is the one that `askOfAppending` filled. */
export const askOfReading = async (inquiry: Inquiry, stream = inquiry.stream('append')): Promise<void> => {
  const { client, credentials } = inquiry;
  const ask = (question: string, answer: () => Promise<unknown>): Promise<void> => inquiry.ask(question, answer);

  await ask('read forwards', async () => {
    const events = await readOut(client.readStream(stream));
    return events.map((e) => [
      e.revision,
      e.type,
      e.isJson,
      e.metadata,
      e.created instanceof Date,
      typeof e.position?.commit,
    ]);
  });
  await ask('read from 2, at most 2', async () =>
    revisions(await readOut(client.readStream(stream, { fromRevision: 2n, maxCount: 2 }))),
  );
  await ask(
    'read from beyond the end',
    async () => (await readOut(client.readStream(stream, { fromRevision: 99n }))).length,
  );
  await ask('read the last one backwards', async () =>
    revisions(await readOut(client.readStream(stream, { direction: BACKWARDS, fromRevision: END, maxCount: 1 }))),
  );
  const nothing = inquiry.stream('nothing');
  await ask('read no stream', () => readOut(client.readStream(nothing)));
  await ask('read a stream of the system that is not there', () =>
    readOut(client.readStream(`$${nothing}`, { credentials })),
  );
  await ask('bytes come back as they went', async () => {
    const name = inquiry.stream('bytes');
    await inquiry.append(name, [inquiry.bytes(0, 255, 7)], NO_STREAM);
    const events = await readOut(client.readStream(name));
    return events.map(({ isJson, data }) => [isJson, [...(data as Uint8Array)]]);
  });
  await ask('a name and a type beyond ASCII', async () => {
    const name = inquiry.stream('café ☃');
    await inquiry.append(name, [jsonEvent({ type: 'Été ☃', data: { t: '“☃”' } })], NO_STREAM);
    const events = await readOut(client.readStream(name));
    return events.map(({ streamId, type, data }) => [streamId === name, type, data]);
  });
  await askOfTheLog(inquiry, stream);
};

const askOfTheLog = async (inquiry: Inquiry, stream: string): Promise<void> => {
  const { client, credentials } = inquiry;
  const whole = () => readOut(client.readAll({ fromPosition: START, credentials }));

  await inquiry.ask('the log is in the order of storing, across streams', async () => {
    const pair = [inquiry.stream('o1'), inquiry.stream('o2')];
    for (let i = 0; i < 6; i++) await inquiry.append(pair[i % 2]!, [inquiry.event({ i })]);
    const mine = (await whole()).filter(({ streamId }) => pair.includes(streamId));
    const isRising = mine.every(({ position }, i) => i === 0 || mine[i - 1]!.position.commit < position.commit);
    return [mine.map(counter), isRising, mine.every(({ position }) => position.commit === position.prepare)];
  });
  await inquiry.ask('read the log backwards, at most 2', async () => {
    const newest = client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 2, credentials });
    return (await readOut(newest)).length;
  });
  await inquiry.ask('the log from a position is inclusive', async () => {
    const known = (await whole()).find(({ streamId }) => streamId === stream)!;
    const [first] = await readOut(client.readAll({ fromPosition: known.position, maxCount: 1, credentials }));
    return first?.id === known.id;
  });
};

/** Soft deletes, tombstones and a stream that keeps its newest event only. */
export const askOfDeleting = async (inquiry: Inquiry): Promise<void> => {
  const { client, credentials } = inquiry;
  const gone = inquiry.stream('gone');
  await inquiry.append(gone, [inquiry.event(), inquiry.event()], NO_STREAM);
  await inquiry.ask('delete at a stale revision', () =>
    client.deleteStream(gone, { expectedRevision: 0n, credentials }),
  );
  await inquiry.ask('delete', async () => {
    const { position } = await client.deleteStream(gone, { expectedRevision: 1n, credentials });
    return typeof position?.commit;
  });
  await inquiry.ask('read a deleted stream', () => readOut(client.readStream(gone)));
  await inquiry.ask('its events stay in the log', async () => {
    const events = await readOut(client.readAll({ fromPosition: START, credentials }));
    return events.filter(({ streamId }) => streamId === gone).length;
  });
  await inquiry.ask('append to a deleted stream, NO_STREAM', () => inquiry.append(gone, [inquiry.event()], NO_STREAM));
  await inquiry.ask('read it again', async () => revisions(await readOut(client.readStream(gone))));

  const stone = inquiry.stream('stone');
  await inquiry.append(stone, [inquiry.event()], NO_STREAM);
  await inquiry.ask('tombstone', async () => {
    const { position } = await client.tombstoneStream(stone, { expectedRevision: 0n, credentials });
    return typeof position?.commit;
  });
  await inquiry.ask('append to a tombstoned stream', () => inquiry.append(stone, [inquiry.event()]));
  await inquiry.ask('read a tombstoned stream', () => readOut(client.readStream(stone)));

  await inquiry.ask('stream metadata: keep one', async () => {
    const one = inquiry.stream('one');
    await client.setStreamMetadata(one, { maxCount: 1 }, { credentials });
    for (let i = 0; i < 3; i++) await inquiry.append(one, [inquiry.event({ i })]);
    return (await readOut(client.readStream(one))).map((event) => [event.revision, counter(event)]);
  });
};
