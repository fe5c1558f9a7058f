import { END, eventTypeFilter, excludeSystemEvents, NO_STREAM, START, streamNameFilter } from '@eventstore/db-client';
import type { AllStreamSubscription, Filter, Position, ReadRevision } from '@eventstore/db-client';
import { follow } from './follower.js';
import type { Course, Seen } from './follower.js';
import { counter, isCounted } from './inquiry.js';
import type { Inquiry } from './inquiry.js';

const FIRST = 30;
const hasEvents = (count: number) => (seen: Seen) => seen.events.length === count;

/** Subscriptions to one stream. It leaves 32 events in the stream it names, for `askOfFollowingTheLog`. */
export const askOfFollowingAStream = async (inquiry: Inquiry, stream = inquiry.stream('sub')): Promise<void> => {
  const { client, credentials } = inquiry;
  const one = (i: number) => inquiry.append(stream, [inquiry.event({ i })]);
  const followed = (fromRevision: ReadRevision, course: Course, name = stream): Promise<Seen> =>
    follow(() => client.subscribeToStream(name, { fromRevision, credentials }), course);
  for (let i = 0; i < FIRST; i++) await one(i);

  await inquiry.ask('follow a stream from its start, then live', async () => {
    const seen = await followed(START, { meanwhile: () => one(FIRST), until: hasEvents(FIRST + 1) });
    const isWhole = seen.events.length === FIRST + 1 && seen.events.every(({ revision }, i) => revision === BigInt(i));
    return [seen.order, isWhole, seen.ended, seen.closed, seen.error];
  });
  await inquiry.ask('follow a stream from 5 is exclusive', async () => {
    const { events } = await followed(5n, { until: hasEvents(25) });
    return [events[0]?.revision, events.length];
  });
  await inquiry.ask('follow a stream from its end', async () => {
    const { events } = await followed(END, { meanwhile: () => one(FIRST + 1), until: hasEvents(1) });
    return events.map(counter);
  });
  await inquiry.ask('follow a stream that is not there, then written', async () => {
    const later = inquiry.stream('later');
    const meanwhile = () => inquiry.append(later, [inquiry.event()], NO_STREAM);
    const until = (seen: Seen): boolean => seen.order.at(-1) === 'caughtUp';
    const { order, events, error } = await followed(START, { meanwhile, until }, later);
    return [order, events.length, error];
  });
};

/** Subscriptions to the log, picked out by the server. `stream` holds 32 events with counters. */
export const askOfFollowingTheLog = async (inquiry: Inquiry, stream = inquiry.stream('sub')): Promise<void> => {
  const { client, credentials } = inquiry;
  const subscribe = (filter: Filter, fromPosition: Position | typeof START = START): AllStreamSubscription =>
    client.subscribeToAll({ fromPosition, filter, credentials });
  const byPrefix = (prefix: string, course: Course, from?: Position): Promise<Seen> =>
    follow((reached) => {
      const checkpointReached = async (_: unknown, position: Position): Promise<void> => reached(position);
      const window = { maxSearchWindow: 32, checkpointInterval: 1 };
      return subscribe(streamNameFilter({ prefixes: [prefix], ...window, checkpointReached }), from);
    }, course);
  const all = await askOfFollowingByPrefix(inquiry, stream, byPrefix);

  await inquiry.ask('resumed from any checkpoint, nothing is lost and nothing comes twice', async () => {
    const step = Math.max(1, Math.floor(all.checkpoints.length / 8));
    const picked = all.checkpoints.filter((_, i) => i % step === 0).slice(0, 8);
    const isRight = async ({ position, after }: (typeof picked)[number]): Promise<boolean> => {
      const { events } = await byPrefix(stream, { until: hasEvents(33 - after) }, position);
      return events.length === 33 - after && events.every((event, i) => counter(event) === after + i);
    };
    for (const checkpoint of picked) if (!(await isRight(checkpoint))) return false;
    return true;
  });
  await inquiry.ask('a live follower with no match still gets checkpoints', async () => {
    const never = inquiry.stream('never');
    const noise = Array.from({ length: 200 }, () => inquiry.event());
    const before = (await byPrefix(never, {})).checkpoints.length;
    const then = await byPrefix(never, {
      meanwhile: () => inquiry.append(inquiry.stream('noise'), noise),
      until: ({ checkpoints }) => checkpoints.length > before,
    });
    return [before > 0, then.checkpoints.length > before, then.events.length];
  });
  await inquiry.ask('follow the log by event type', async () => {
    const typed = inquiry.event({}, undefined, inquiry.type);
    await inquiry.append(inquiry.stream('typed'), [typed, inquiry.event()]);
    return (await follow(() => subscribe(eventTypeFilter({ prefixes: [inquiry.type] })))).events.length;
  });
  await inquiry.ask('follow the log by a pattern of names', async () => {
    return (await follow(() => subscribe(streamNameFilter({ regex: `^${stream}$` })))).events.length;
  });
  await inquiry.ask('follow the log without the system', async () => {
    const { events } = await follow(() => subscribe(excludeSystemEvents()), {
      until: ({ events }) => events.length > 0,
    });
    return events.some(({ type }) => type.startsWith('$'));
  });
  await inquiry.ask('several prefixes', async () => {
    const prefixes = [inquiry.stream('o1'), inquiry.stream('o2')];
    return (await follow(() => subscribe(streamNameFilter({ prefixes })))).events.map(counter);
  });
};

const askOfFollowingByPrefix = async (
  inquiry: Inquiry,
  stream: string,
  byPrefix: (prefix: string, course: Course, from?: Position) => Promise<Seen>,
): Promise<Seen> => {
  const meanwhile = () => inquiry.append(stream, [inquiry.event({ i: 32 })]);
  let all: Seen | undefined;
  await inquiry.ask('follow the log by prefix, then live', async () => {
    all = await byPrefix(stream, { meanwhile, until: hasEvents(33) });
    return [all.count('confirmation'), all.count('caughtUp'), isCounted(all.events, 33), all.error];
  });
  await inquiry.ask('follow the log from a position is exclusive', async () => {
    const { events } = await byPrefix(stream, { until: hasEvents(23) }, all!.events[9]!.position);
    return [counter(events[0]!), events.length];
  });
  await inquiry.ask('checkpoints never go back', async () => {
    const commits = all!.checkpoints.map(({ position }) => position.commit);
    return commits.length > 0 && commits.every((commit, i) => i === 0 || commits[i - 1]! <= commit);
  });
  return all!;
};
