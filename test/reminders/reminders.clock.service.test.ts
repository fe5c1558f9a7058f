import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { bodyId } from '../../src/bodies/body.commands.js';
import { configFrom } from '../../src/config.js';
import { addDays, dayAt } from '../../src/event-sourcing/days.js';
import { EventStore } from '../../src/event-sourcing/event-store.js';
import { HeldLease, type Lease } from '../../src/event-sourcing/lease.js';
import { START } from '../../src/event-sourcing/messages.js';
import { meetingId } from '../../src/meetings/meeting.commands.js';
import { Reminders } from '../../src/reminders/reminders.clock.js';
import { StandingClock } from '../support/clock.js';
import { GrantedLease } from '../support/lease.js';
import { temporaryFolder } from '../support/temporary.js';
import { startTracker } from '../support/tracker.js';

const HOUR = 3_600_000;

describe('the clock of reminders', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
  });
  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  const start = (look: () => Promise<void>, at = '2025-11-08T09:20:00Z', lease: Lease = new HeldLease()) => {
    const none = {} as never;
    const clock = new StandingClock(at);
    const config = configFrom({ NODE_ENV: 'development' });
    const reminders = new Reminders(none, none, none, none, clock, config, none, lease);
    const looked = jest.spyOn(reminders, 'look').mockImplementation(look);
    reminders.onApplicationBootstrap();
    const pass = async (milliseconds: number) => {
      clock.pass(milliseconds / 1_000);
      await jest.advanceTimersByTimeAsync(milliseconds);
    };
    return { reminders, looked, pass };
  };

  it('looks when the service starts, then at each full hour, until it stops', async () => {
    const { reminders, looked, pass } = start(() => Promise.resolve());
    await pass(0);
    expect(looked).toHaveBeenCalledTimes(1);
    await pass(HOUR / 2);
    expect(looked).toHaveBeenCalledTimes(1);
    await pass(HOUR / 6);
    expect(looked).toHaveBeenCalledTimes(2);
    await pass(HOUR);
    expect(looked).toHaveBeenCalledTimes(3);
    await reminders.beforeApplicationShutdown();
    await pass(2 * HOUR);
    expect(looked).toHaveBeenCalledTimes(3);
  });

  it('looks only while this copy of the service does the work of all, and as soon as it does', async () => {
    const lease = new GrantedLease();
    const { reminders, looked, pass } = start(() => Promise.resolve(), undefined, lease);
    await pass(2 * HOUR);
    expect(looked).toHaveBeenCalledTimes(0);
    lease.grant();
    await pass(1);
    expect(looked).toHaveBeenCalledTimes(1);
    await pass(HOUR);
    expect(looked).toHaveBeenCalledTimes(2);
    lease.withdraw();
    await pass(2 * HOUR);
    expect(looked).toHaveBeenCalledTimes(2);
    lease.grant();
    await pass(1);
    expect(looked).toHaveBeenCalledTimes(3);
    await reminders.beforeApplicationShutdown();
  });

  it('looks at no hour of the night, by the clock of the council', async () => {
    // One hour behind London in summer.
    const { reminders, looked, pass } = start(() => Promise.resolve(), '2025-07-07T22:30:00Z');
    await pass(0);
    expect(looked).toHaveBeenCalledTimes(1);
    await pass(HOUR / 2);
    for (let hour = 0; hour < 7; hour++) await pass(HOUR);
    expect(looked).toHaveBeenCalledTimes(1);
    await pass(HOUR);
    expect(looked).toHaveBeenCalledTimes(2);
    await reminders.beforeApplicationShutdown();
  });

  it('looks again although a look failed, and says so', async () => {
    const logged = jest.spyOn(Logger.prototype, 'error').mockReturnValue();
    const { reminders, looked, pass } = start(() => Promise.reject(new Error('no')));
    await pass(0);
    await pass(HOUR);
    expect(looked).toHaveBeenCalledTimes(2);
    expect(logged.mock.calls[0]?.[0]).toMatch(/next try is in an hour/);
    await reminders.beforeApplicationShutdown();
  });

  it('does not wait for a look that takes long, but the stop does', async () => {
    const done = Promise.withResolvers<void>();
    const { reminders, looked, pass } = start(() => done.promise);
    await pass(0);
    await pass(HOUR);
    expect(looked).toHaveBeenCalledTimes(2);
    let stopped = false;
    const stopping = reminders.beforeApplicationShutdown().then(() => (stopped = true));
    await pass(HOUR);
    expect(stopped).toBe(false);
    done.resolve();
    await stopping;
    expect(looked).toHaveBeenCalledTimes(2);
  });
});

it('reminders that are due go when the service starts, by themselves', async () => {
  const settings = { RATE_LIMIT: '0', DATA_DIR: temporaryFolder(), REMINDER_HOUR: '0' };
  const today = dayAt(new Date(), 'Europe/London');
  const [opened, held] = [addDays(today, -8), addDays(today, 8)];
  const first = await startTracker(settings);
  const BODY = bodyId('Committee');
  const { data } = await first.ask(
    `mutation ($body: ID!, $meeting: ID!, $opened: Day!, $held: Day!) {
      establishBody(input: { name: "Committee", kind: "COMMITTEE" }) { userErrors { message } }
      scheduleMeeting(input: { bodyId: $body, on: $held, told: { statedOn: $opened } }) { userErrors { message } }
      makeCommitment(input: { title: "Charter", audiences: ["all"], initialState: AGREED, told: { statedOn: $opened } }) {
        commitment { id }
      }
      openReporting(input: { meetingId: $meeting, closesOn: $held, told: { statedOn: $opened } }) { userErrors { message } }
    }`,
    { body: BODY, meeting: meetingId(BODY, held), opened, held },
  );
  const { id } = (data?.['makeCommitment'] as { commitment: { id: string } }).commitment;
  await first.ask(
    `mutation ($id: ID!, $opened: Day!) {
      arrangeReminders(input: { commitmentId: $id, everyDays: 4, told: { statedOn: $opened } }) { userErrors { message } }
    }`,
    { id, opened },
  );
  await first.app.close();

  const again = await startTracker(settings);
  const sent: object[] = [];
  for await (const { events } of again.app.get(EventStore).subscribe(START, AbortSignal.timeout(30_000))) {
    for (const { type, data } of events) if (type === 'ReminderSent') sent.push(data);
    if (sent.length > 0) break;
  }
  await again.stop();
  expect(sent).toMatchObject([{ commitmentId: id, dueOn: today, number: 1, to: 'Governance staff', through: 'LOG' }]);
});
