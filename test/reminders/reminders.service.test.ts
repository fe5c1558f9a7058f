import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bodyId } from '../../src/bodies/body.commands.js';
import { Background } from '../../src/event-sourcing/background.js';
import { EventStore } from '../../src/event-sourcing/event-store.js';
import { HeldLease } from '../../src/event-sourcing/lease.js';
import { START } from '../../src/event-sourcing/messages.js';
import { Reads } from '../../src/event-sourcing/reads.js';
import { meetingId } from '../../src/meetings/meeting.commands.js';
import { planId } from '../../src/plans/plan.commands.js';
import { Reminders } from '../../src/reminders/reminders.clock.js';
import type { ReminderMessage } from '../../src/reminders/reminders.messages.js';
import { NotDelivered, Notifier } from '../../src/reminders/reminders.notifier.js';
import { StandingClock } from '../support/clock.js';
import { temporaryFolder } from '../support/temporary.js';
import { startTracker, type Tracker } from '../support/tracker.js';

const BODY = bodyId('Committee');
const MEETING = meetingId(BODY, '2025-12-02');
const PLAN = planId('Plan');

/** Keeps what it is given; reaches all but those named. */
class Kept extends Notifier {
  override readonly through = 'EMAIL';
  readonly messages: ReminderMessage[] = [];
  failures = 0;
  attempts = 0;

  constructor(private readonly unknown: readonly string[] = []) {
    super();
  }

  override reaching = () => Promise.resolve((name: string) => !this.unknown.includes(name));

  override send(message: ReminderMessage): Promise<void> {
    this.attempts++;
    if (this.failures-- > 0) return Promise.reject(new NotDelivered('it is down'));
    this.messages.push(message);
    return Promise.resolve();
  }
}

let folder: string;
let tracker: Tracker;
beforeEach(async () => {
  folder = temporaryFolder();
  tracker = await startCopy();
  await ask(`mutation {
    establishBody(input: { name: "Committee", kind: "COMMITTEE" }) { userErrors { message } }
    adoptPlan(input: { title: "Plan", version: "1", adoptedBy: { kind: BODY, name: "Board" }, told: { statedOn: "2025-09-01" } }) {
      userErrors { message }
    }
  }`);
  await send('scheduleMeeting', { bodyId: BODY, on: '2025-12-02', ...on('2025-09-01') });
});
afterEach(() => tracker.stop());

const startCopy = () => startTracker({ RATE_LIMIT: '0', DATA_DIR: folder, TRACKER_URL: 'https://tracker.example.org' });

const ask = async (query: string, variables: object = {}, of = tracker) => {
  const { data, errors } = await of.ask(query, variables);
  expect(errors).toBeUndefined();
  return data as Readonly<Record<string, unknown>>;
};

/** Sends a mutation, which nothing stands against, and answers the ids of what it recorded. */
const send = async (name: string, input: object, of = tracker) => {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { ${name}(input: $input) { events { id } userErrors { message field } } }`;
  const answer = (await ask(query, { input }, of))[name] as { events: { id: string }[]; userErrors: unknown[] };
  expect(answer.userErrors).toEqual([]);
  return answer.events.map(({ id }) => id);
};

const promise = async (title: string, lead: string | null, more: object = {}): Promise<string> => {
  const { makeCommitment } = await ask(
    `mutation ($input: MakeCommitmentInput!) { makeCommitment(input: $input) { commitment { id } userErrors { message } } }`,
    {
      input: {
        ...{ title, audiences: ['all'], initialState: 'AGREED', planId: PLAN, told: { statedOn: '2025-09-02' } },
        ...(lead === null ? {} : { lead: { name: lead, kind: 'TEAM' } }),
        ...more,
      },
    },
  );
  return (makeCommitment as { commitment: { id: string } }).commitment.id;
};

const on = (day: string) => ({ told: { statedOn: day } });
const open = () => send('openReporting', { meetingId: MEETING, closesOn: '2025-11-24', ...on('2025-11-01') });
const arrange = (data: object = {}) =>
  send('arrangeReminders', { planId: PLAN, everyDays: 7, ...data, ...on('2025-11-01') });

/** What a copy of the service sends on a day. */
const look = async (day: string, notifier = new Kept(), of = tracker): Promise<readonly ReminderMessage[]> => {
  await copyOf(of, day, notifier).look([0, 0]);
  return notifier.messages;
};

const copyOf = ({ app, commands, config, projector }: Tracker, day: string, notifier: Notifier) =>
  new Reminders(
    ...([projector, app.get(Reads), app.get(Background), commands] as const),
    ...([new StandingClock(`${day}T09:00:00Z`), config, notifier, new HeldLease()] as const),
  );

/** Who was told of what, by name. */
const sent = (messages: readonly ReminderMessage[]) =>
  messages.map(({ to, items }) => [to, ...items.map(({ commitmentId }) => commitmentId).sort()]).sort();

/** What the log holds of reminders. */
const recorded = async (of = tracker) => {
  const found: { commitmentId: string; dueOn: string; number: number }[] = [];
  for await (const { events } of of.app.get(EventStore).readAll(START)) {
    for (const { type, data } of events) if (type === 'ReminderSent') found.push(data as (typeof found)[number]);
  }
  return found;
};

describe('reminders', () => {
  it('go to each lead in one message with all that they lead, and to governance staff where nobody does', async () => {
    const [charter, keys, school, lost] = [
      await promise('Charter', 'Housing'),
      await promise('Keys', 'Housing'),
      await promise('Books', 'Virtual School'),
      await promise('Lost', null),
    ];
    await open();
    await arrange();
    const messages = await look('2025-11-08');
    expect(sent(messages)).toEqual([
      ['Governance staff', lost],
      ['Housing', ...[charter, keys].sort()],
      ['Virtual School', school],
    ]);
    const [housing, governance] = ['Housing', 'Governance staff'].map((name) => messages.find(({ to }) => to === name));
    expect(housing?.subject).toBe('No update received yet: 2 commitments');
    expect(housing?.text.split('\n\n')).toEqual([
      'To Housing',
      'Committee meets on 2 December 2025. Papers close on 24 November 2025. No update has been received yet on these commitments, which you lead:',
      expect.stringMatching(/^- (Charter\n- Keys|Keys\n- Charter)$/),
      'Please say how each of them is going, or that there is nothing to report and why. Either is an answer.',
      'The tracker is at https://tracker.example.org',
      'The action tracker',
    ]);
    expect(governance?.text).toContain('- Lost (nobody leads it)');
    expect(await recorded()).toHaveLength(4);
  });

  it('go once for each day they fall due, and after some that passed unseen only the latest', async () => {
    const id = await promise('Charter', 'Housing');
    await open();
    await arrange();
    expect(await look('2025-11-07')).toEqual([]);
    expect(sent(await look('2025-11-08'))).toEqual([['Housing', id]]);
    expect(await look('2025-11-08')).toEqual([]);
    expect(await look('2025-11-14')).toEqual([]);
    expect(sent(await look('2025-11-30'))).toEqual([['Housing', id]]);
    expect((await recorded()).map(({ dueOn, number }) => [dueOn, number])).toEqual([
      ['2025-11-08', 1],
      ['2025-11-29', 2],
    ]);
  });

  it('stop with a word, with nothing to report, and when the cycle closes', async () => {
    const [told, nothing, silent] = [
      await promise('Told', 'Housing'),
      await promise('Nothing', 'Housing'),
      await promise('Silent', 'Housing'),
    ];
    await open();
    await arrange();
    await send('reportProgress', { commitmentId: told, summary: 'Going well', ...on('2025-11-05') });
    await send('declareNothingToReport', { commitmentId: nothing, reason: 'Summer', ...on('2025-11-06') });
    expect(sent(await look('2025-11-08'))).toEqual([['Housing', silent]]);
    expect((await look('2025-11-29'))[0]?.text).toContain(
      'Papers closed on 24 November 2025; what you say still counts',
    );
    await send('closeReporting', { meetingId: MEETING, ...on('2025-11-29') });
    expect(await look('2025-12-01')).toEqual([]);
  });

  it('go to governance staff too from the number on that was arranged', async () => {
    const id = await promise('Charter', 'Housing');
    await open();
    await arrange({ escalateAfter: 2 });
    expect(sent(await look('2025-11-08'))).toEqual([['Housing', id]]);
    const second = await look('2025-11-15');
    expect(sent(second)).toEqual([
      ['Governance staff', id],
      ['Housing', id],
    ]);
    expect(second[1]?.text).toContain('- Charter (Housing leads it; this is reminder 2 for this meeting)');
    expect(await recorded()).toHaveLength(2);
  });

  it('go to governance staff where the lead cannot be reached, and to whoever covers', async () => {
    const [away, unknown] = [await promise('Away', 'Housing'), await promise('Unknown', 'Virtual School')];
    const cover = { lead: { name: 'Lettings', kind: 'TEAM' }, cover: true };
    await send('appointLead', { commitmentId: away, ...cover, ...on('2025-11-02') });
    await open();
    await arrange();
    const messages = await look('2025-11-08', new Kept(['Virtual School']));
    expect(sent(messages)).toEqual([
      ['Governance staff', unknown],
      ['Lettings', away],
    ]);
    expect(messages[1]?.text).toContain(
      '- Unknown (Virtual School leads it, and the directory has no address for them)',
    );
  });

  it('go to whoever leads what a commitment goes on in, under both names', async () => {
    const [old, moved] = [await promise('Charter', 'Housing'), await promise('Keys', 'Housing')];
    await open();
    await arrange();
    const told = { told: { statedOn: '2025-11-03' } };
    const [home, work, next] = [
      await promise('Charter at home', 'Lettings', told),
      await promise('Charter at work', 'Virtual School', told),
      await promise('Keys for all', 'Virtual School', told),
    ];
    await send('supersedeCommitment', { commitmentId: moved, successorIds: [next], ...on('2025-11-03') });
    const kept = [home, work, next].map((id) => ({ commitmentId: id, outcome: 'KEPT', successorIds: [] }));
    const mapping = [{ commitmentId: old, outcome: 'SPLIT', successorIds: [home, work] }, ...kept];
    await send('refreshPlan', { planId: PLAN, version: '2', mapping, ...on('2025-11-03') });
    const messages = await look('2025-11-08');
    expect(sent(messages)).toEqual([
      ['Lettings', old],
      ['Virtual School', moved],
    ]);
    const lines = messages.flatMap(({ text }) => text.split('\n').filter((line) => line.startsWith('- ')));
    expect(lines.sort()).toEqual([
      '- Charter, which goes on in Charter at home and Charter at work',
      '- Keys, which goes on in Keys for all',
    ]);
    await send('pauseReminders', { commitmentId: home, reason: 'Holidays', ...on('2025-11-09') });
    expect(sent(await look('2025-11-15'))).toEqual([['Virtual School', moved]]);
  });

  it('rest while they are paused, and what is arranged for a commitment wins', async () => {
    const [often, paused] = [await promise('Often', 'Housing'), await promise('Paused', 'Virtual School')];
    await open();
    await arrange();
    await send('arrangeReminders', { commitmentId: often, everyDays: 3, ...on('2025-11-01') });
    await send('pauseReminders', { commitmentId: paused, reason: 'Move', until: '2025-11-20', ...on('2025-11-02') });
    expect(sent(await look('2025-11-04'))).toEqual([['Housing', often]]);
    expect(sent(await look('2025-11-08'))).toEqual([['Housing', often]]);
    await send('pauseReminders', { planId: PLAN, reason: 'Holidays', ...on('2025-11-09') });
    expect(sent(await look('2025-11-10'))).toEqual([['Housing', often]]);
    expect(sent(await look('2025-11-22'))).toEqual([['Housing', often]]);
    await send('resumeReminders', { planId: PLAN, ...on('2025-11-23') });
    expect(sent(await look('2025-11-24'))).toEqual([]);
    expect(sent(await look('2025-11-29'))).toEqual([
      ['Housing', often],
      ['Virtual School', paused],
    ]);
  });

  it('are tried again when they do not get through, and not for ever', async () => {
    await promise('Charter', 'Housing');
    await open();
    await arrange();
    const kept = Object.assign(new Kept(), { failures: 2 });
    expect(await look('2025-11-08', kept)).toHaveLength(1);
    expect(kept.attempts).toBe(3);
    const down = Object.assign(new Kept(), { failures: 99 });
    expect(await look('2025-11-15', down)).toEqual([]);
    expect(down.attempts).toBe(3);
    // It is recorded, so nobody sends it again: the next in the cadence comes.
    expect(await look('2025-11-15')).toEqual([]);
    expect(await look('2025-11-22')).toHaveLength(1);
  });
});

describe('a reminder is never sent again', () => {
  const begin = async (): Promise<readonly string[]> => {
    const ids: string[] = [];
    for (let n = 0; n < 12; n++) ids.push(await promise(`Promise ${n}`, `Team ${n % 3}`));
    await open();
    await arrange();
    return ids;
  };

  it('by another copy that looks at the same time', async () => {
    const ids = await begin();
    const other = await startCopy();
    const kept = [new Kept(), new Kept(), new Kept(), new Kept()] as const;
    await Promise.all(kept.map((notifier, n) => look('2025-11-08', notifier, n % 2 === 0 ? tracker : other)));
    // What a copy left to another, the next look finds: nothing is lost, and nothing goes twice.
    await look('2025-11-08', kept[0], other);
    const all = kept.flatMap(({ messages }) => messages.flatMap(({ items }) => items));
    const log = await recorded(other);
    await other.stop();
    expect(all.map(({ commitmentId }) => commitmentId).sort()).toEqual([...ids].sort());
    expect(log.map(({ commitmentId }) => commitmentId).sort()).toEqual([...ids].sort());
  });

  it('after a restart or a rebuild', async () => {
    const ids = await begin();
    expect((await look('2025-11-08')).flatMap(({ items }) => items)).toHaveLength(ids.length);
    await tracker.projector.rebuild();
    expect(await look('2025-11-08')).toEqual([]);
    await tracker.app.close();
    tracker = await startCopy();
    expect(await look('2025-11-08')).toEqual([]);
    expect(await recorded()).toHaveLength(ids.length);
  });

  it('after the clock was set back, nor when its day comes once more', async () => {
    const ids = await begin();
    expect(await look('2025-11-07')).toEqual([]);
    expect((await look('2025-11-16')).flatMap(({ items }) => items)).toHaveLength(ids.length);
    for (const day of ['2025-11-09', '2025-11-15', '2025-11-16', '2025-11-21']) expect(await look(day)).toEqual([]);
    expect((await look('2025-11-22')).flatMap(({ items }) => items)).toHaveLength(ids.length);
    expect(await recorded()).toHaveLength(2 * ids.length);
  });

  it('although somebody tries to void its entry', async () => {
    const id = await promise('Charter', 'Housing');
    await open();
    await arrange();
    await look('2025-11-08');
    const { commitment } = await ask(`query ($id: ID!) { commitment(id: $id) { reminders { nodes { id } } } }`, { id });
    const [{ id: entryId }] = (commitment as { reminders: { nodes: [{ id: string }] } }).reminders.nodes;
    const { voidEntry } = await ask(
      `mutation ($entryId: ID!) { voidEntry(input: { entryId: $entryId, reason: "Why" }) { userErrors { code message } } }`,
      { entryId },
    );
    expect(voidEntry).toEqual({ userErrors: [{ code: 'RULE', message: expect.stringMatching(/cannot be unsent/) }] });
  });
});

describe('what is answered about reminders', () => {
  it('is who was reminded, when and how, and by which cadence, now and then', async () => {
    const id = await promise('Charter', 'Housing');
    await open();
    await arrange({ escalateAfter: 2 });
    await look('2025-11-08');
    await look('2025-11-15');
    await send('pauseReminders', { commitmentId: id, reason: 'Move', ...on('2025-11-16') });
    const query = `query ($id: ID!, $planId: ID!, $meetingId: ID!, $asOf: Day) {
      commitment(id: $id, asOf: $asOf) {
        reminderCadence { everyDays escalateAfter isPaused pausedUntil reason from }
        reminders { totalCount nodes { number dueOn sentOn to toGovernance through commitment { title } meeting { on } } }
        history { nodes { type thing recordedBy { role } } }
        latestUpdate { summary }
      }
      plan(id: $planId, asOf: $asOf) { reminderCadence { everyDays isPaused from } history { nodes { type } } }
      reminders(meetingId: $meetingId, first: 1, asOf: $asOf) { totalCount nodes { number } pageInfo { hasNextPage } }
    }`;
    const ids = { id, planId: PLAN, meetingId: MEETING };
    const first = {
      ...{ number: 1, dueOn: '2025-11-08', sentOn: '2025-11-08', to: 'Housing', toGovernance: false },
      ...{ through: 'EMAIL', commitment: { title: 'Charter' }, meeting: { on: '2025-12-02' } },
    };
    const second = { ...first, number: 2, dueOn: '2025-11-15', sentOn: '2025-11-15', toGovernance: true };
    const plan = {
      reminderCadence: { everyDays: 7, isPaused: false, from: 'PLAN' },
      history: { nodes: [{ type: 'PlanAdopted' }, { type: 'RemindersArranged' }] },
    };
    const cadence = { everyDays: 7, escalateAfter: 2, isPaused: false, pausedUntil: null, reason: null, from: 'PLAN' };
    const reminded = { type: 'ReminderSent', thing: 'REMINDER', recordedBy: { role: 'system' } };
    const made = { type: 'CommitmentMade', thing: 'COMMITMENT', recordedBy: { role: 'governance' } };
    const paused = { type: 'RemindersPaused', thing: 'CADENCE', recordedBy: { role: 'governance' } };
    expect(await ask(query, ids)).toEqual({
      commitment: {
        reminderCadence: { ...cadence, isPaused: true, reason: 'Move' },
        reminders: { totalCount: 2, nodes: [second, first] },
        history: { nodes: [made, reminded, reminded, paused] },
        latestUpdate: null,
      },
      plan,
      reminders: { totalCount: 2, nodes: [{ number: 2 }], pageInfo: { hasNextPage: true } },
    });
    expect(await ask(query, { ...ids, asOf: '2025-11-10' })).toEqual({
      commitment: {
        reminderCadence: cadence,
        reminders: { totalCount: 1, nodes: [first] },
        history: { nodes: [made, reminded] },
        latestUpdate: null,
      },
      plan,
      reminders: { totalCount: 1, nodes: [{ number: 1 }], pageInfo: { hasNextPage: false } },
    });
  });
});
