import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bodyId } from '../../src/bodies/body.commands.js';
import { Clock } from '../../src/event-sourcing/clock.js';
import { DomainError } from '../../src/event-sourcing/errors.js';
import { EventStore } from '../../src/event-sourcing/event-store.js';
import { streamOf, type Command, type Recorded } from '../../src/event-sourcing/messages.js';
import { Reads } from '../../src/event-sourcing/reads.js';
import { Sealing } from '../../src/event-sourcing/sealing.js';
import { decisionId, meetingId } from '../../src/meetings/meeting.commands.js';
import { meetingReactions } from '../../src/meetings/meetings.module.js';
import { temporaryFolder } from '../support/temporary.js';
import { startTracker, type Tracker } from '../support/tracker.js';

const BODY = bodyId('Committee');
const MEETING = meetingId(BODY, '2025-12-02');
const [DecisionEffects] = meetingReactions;

let tracker: Tracker;
beforeAll(async () => {
  tracker = await startTracker({ RATE_LIMIT: '0' });
  await begin(tracker);
});
afterAll(() => tracker.stop());

const ask = async (of: Tracker, query: string, variables: object = {}) => {
  const { data, errors } = await of.ask(query, variables);
  expect(errors).toBeUndefined();
  return data as Readonly<Record<string, unknown>>;
};

const begin = (of: Tracker) =>
  ask(
    of,
    `mutation ($bodyId: ID!) {
      establishBody(input: { name: "Committee", kind: "COMMITTEE" }) { userErrors { message } }
      scheduleMeeting(input: { bodyId: $bodyId, on: "2025-12-02" }) { userErrors { message } }
    }`,
    { bodyId: BODY },
  );

const promise = async (of = tracker): Promise<string> => {
  const { makeCommitment } = await ask(
    of,
    `mutation {
      makeCommitment(input: {
        title: "Charter", audiences: ["all"], initialState: PROPOSED, told: { statedOn: "2025-09-02" }
      }) { commitment { id } }
    }`,
  );
  return (makeCommitment as { commitment: { id: string } }).commitment.id;
};

interface Input {
  readonly outcome?: string;
  readonly effects: readonly object[];
  readonly [field: string]: unknown;
}

/** Records a decision and answers the event that says so. */
const decide = async (input: Input, of = tracker): Promise<Recorded> => {
  const { recordDecision } = await ask(
    of,
    `mutation ($input: RecordDecisionInput!) {
      recordDecision(input: $input) { events { id } userErrors { message field } }
    }`,
    { input: { meetingId: MEETING, outcome: 'Agreed', text: 'So decided.', ...input } },
  );
  const { events, userErrors } = recordDecision as { events: { id: string }[]; userErrors: unknown[] };
  expect(userErrors).toEqual([]);
  const stream = await of.app.get(EventStore).read(streamOf('meeting', MEETING));
  return stream.find(({ id }) => id === events[0]?.id) as Recorded;
};

const typesOf = async (id: string, of = tracker) =>
  (await of.app.get(EventStore).read(streamOf('commitment', id))).map(({ type }) => type);

/** What the meeting says became of effects on a commitment. */
const saidOf = async (id: string, of = tracker): Promise<readonly string[]> =>
  (await of.app.get(EventStore).read(streamOf('meeting', MEETING)))
    .filter(({ type, data }) => type.startsWith('DecisionEffect') && 'commitmentId' in data && data.commitmentId === id)
    .map(({ type }) => type);

/** Waits until so many effects on a commitment are carried out or refused. */
const said = async (id: string, count = 1, of = tracker): Promise<void> => {
  while ((await saidOf(id, of)).length < count) await new Promise((resolve) => setTimeout(resolve, 10));
};

/** The reaction as another copy of the service would run it, on a bus that dies as the test says. */
const another = (bus: Bus = tracker.commands, of = tracker) => {
  const { app } = of;
  const Reaction = DecisionEffects as new (...given: unknown[]) => { react(event: Recorded): Promise<void> };
  return new Reaction(app.get(EventStore), app.get(Sealing), app.get(Reads), bus, app.get(Clock), 'Europe/London');
};

interface Bus {
  execute(command: Command): Promise<unknown>;
}

/** A bus on which the service dies with a command: before it is carried out, or before anybody hears that it was. */
const diesWith = (type: string, isDone: boolean): Bus => ({
  execute: async (command) => {
    if (command.type === type && !isDone) throw new Error('the process died here');
    const answer: unknown = await tracker.commands.execute(command);
    if (command.type === type) throw new Error('the process died here');
    return answer;
  },
});

/** Runs a test while the tracker's own reaction does nothing, as if the service had died in time. */
const asIfDead = async (test: () => Promise<void>): Promise<void> => {
  const own = tracker.app.get<{ react?: unknown }>(DecisionEffects as never);
  own.react = () => Promise.resolve();
  await test();
  delete own.react;
};

const DECISIONS = `query ($id: ID!) {
  commitment(id: $id) {
    state
    history { nodes { type effectiveDay statedOn source { paper } recordedBy { role } detail {
      ... on CommitmentAgreed { decidedBy { kind name bodyId decisionId minute } }
    } } }
    decisions { totalCount nodes {
      id citedAs outcome affects { id }
      effects { kind status code reason commitment { id } entry { type } }
    } }
  }
}`;

describe('the effects of a decision', () => {
  it('are carried out as the body decided, on its day, and shown on the decision and the commitment', async () => {
    const id = await promise();
    await decide({
      minute: { municipalYear: '2025/26', number: 21, limb: 'b' },
      effects: [{ kind: 'AGREE', commitmentId: id }],
      told: { statedOn: '2025-12-03', source: { paper: 'Minutes' } },
    });
    await said(id);
    const decision = decisionId(BODY, { municipalYear: '2025/26', number: 21, limb: 'b' }, '');
    const { commitment } = await ask(tracker, DECISIONS, { id });
    expect(commitment).toMatchObject({
      state: 'AGREED',
      decisions: {
        totalCount: 1,
        nodes: [
          {
            id: decision,
            ...{ citedAs: '2025/26, 21b', outcome: 'Agreed', affects: [{ id }] },
            effects: [
              {
                ...{ kind: 'AGREE', status: 'CARRIED_OUT', code: null, reason: null, commitment: { id } },
                entry: { type: 'DecisionEffectCarriedOut' },
              },
            ],
          },
        ],
      },
    });
    expect((commitment as { history: { nodes: object[] } }).history.nodes).toContainEqual({
      ...{ type: 'CommitmentAgreed', effectiveDay: '2025-12-02', statedOn: '2025-12-03' },
      source: { paper: 'Minutes' },
      recordedBy: { role: 'system' },
      detail: {
        decidedBy: {
          ...{ kind: 'BODY', name: 'Committee', bodyId: BODY, decisionId: decision },
          minute: '2025/26, 21b',
        },
      },
    });
  });

  it('are each carried out by the command that people send', async () => {
    const id = await promise();
    const steps: readonly (readonly [input: Input, type: string, before?: string])[] = [
      [{ effects: [{ kind: 'AGREE', commitmentId: id }] }, 'CommitmentAgreed'],
      [
        { effects: [{ kind: 'ALLOW_TARGET_MOVE', commitmentId: id }] },
        'TargetMoved',
        `mutation ($id: ID!) {
          setTarget(input: { commitmentId: $id, target: { asWritten: "November 2025" } }) { userErrors { message } }
          requestTargetMove(input: { commitmentId: $id, target: { asWritten: "January 2026" }, reason: "Late" }) {
            userErrors { message }
          }
        }`,
      ],
      [
        { reasons: 'Too far.', effects: [{ kind: 'REFUSE_TARGET_MOVE', commitmentId: id }] },
        'TargetMoveRefused',
        `mutation ($id: ID!) {
          requestTargetMove(input: { commitmentId: $id, target: { asWritten: "May 2026" }, reason: "Late" }) {
            userErrors { message }
          }
        }`,
      ],
      [
        { reasons: 'Not yet.', effects: [{ kind: 'REFUSE_COMPLETION', commitmentId: id }] },
        'CompletionRefused',
        `mutation ($id: ID!) {
          reportCompletion(input: { commitmentId: $id, whatWasDone: "All" }) { userErrors { message } }
        }`,
      ],
      [
        { reasons: 'Seen by us.', effects: [{ kind: 'SIGN_OFF', commitmentId: id }] },
        'CompletionSignedOff',
        `mutation ($id: ID!) {
          reportCompletion(input: { commitmentId: $id, whatWasDone: "All" }) { userErrors { message } }
        }`,
      ],
      [{ reasons: 'Not done.', effects: [{ kind: 'REOPEN', commitmentId: id }] }, 'CommitmentReopened'],
      [{ reasons: 'Elsewhere.', effects: [{ kind: 'WITHDRAW', commitmentId: id }] }, 'CommitmentWithdrawn'],
    ];
    const today = tracker.app.get(Clock).now().toISOString().slice(0, 10);
    for (const [n, [input, type, before]] of steps.entries()) {
      if (before) await ask(tracker, before, { id });
      await decide({ ...input, told: { occurredOn: { earliest: today, latest: today } } });
      await said(id, n + 1);
      expect([type, (await typesOf(id)).at(-1)]).toEqual([type, type]);
    }
  });

  it('supersede by the successors that are named', async () => {
    const [id, other] = [await promise(), await promise()];
    await decide({ effects: [{ kind: 'SUPERSEDE', commitmentId: id, successorIds: [other] }] });
    await said(id);
    const { commitment } = await ask(
      tracker,
      'query ($id: ID!) { commitment(id: $id) { state supersededBy { id } } }',
      {
        id,
      },
    );
    expect(commitment).toEqual({ state: 'SUPERSEDED', supersededBy: [{ id: other }] });
  });

  it('are refused in the sentence of the rule that stands against them', async () => {
    const id = await promise();
    await decide({ reasons: 'Wanted.', effects: [{ kind: 'REOPEN', commitmentId: id }] });
    await said(id);
    const { commitment } = await ask(tracker, DECISIONS, { id });
    expect(commitment).toMatchObject({
      state: 'PROPOSED',
      decisions: {
        nodes: [
          {
            effects: [
              {
                ...{ status: 'REFUSED', code: 'RULE', entry: { type: 'DecisionEffectRefused' } },
                reason: expect.stringMatching(/still open; only a closed or withdrawn one can be reopened/),
              },
            ],
          },
        ],
      },
    });
    expect(await typesOf(id)).toEqual(['CommitmentMade']);
  });
});

describe('an effect happens once', () => {
  const recorded = async (id: string, of = tracker) => [await typesOf(id, of), await saidOf(id, of)];
  const ONCE = [['CommitmentMade', 'CommitmentAgreed'], ['DecisionEffectCarriedOut']];
  const agreeing = (id: string): Input => ({ effects: [{ kind: 'AGREE', commitmentId: id }] });

  it('however often its event is seen again', async () => {
    const id = await promise();
    const event = await decide(agreeing(id));
    await said(id);
    await another().react(event);
    await another().react(event);
    expect(await recorded(id)).toEqual(ONCE);
  });

  it('however many copies of the service run on the same record', async () => {
    const DATA_DIR = temporaryFolder();
    const one = await startTracker({ RATE_LIMIT: '0', DATA_DIR });
    const two = await startTracker({ RATE_LIMIT: '0', DATA_DIR });
    await begin(one);
    const id = await promise(one);
    const event = await decide(agreeing(id), one);
    await Promise.all([one, two, one, two].map((copy) => another(copy.commands, copy).react(event)));
    await said(id, 1, two);
    const found = await recorded(id, two);
    await one.stop();
    await two.stop();
    expect(found).toEqual(ONCE);
  });

  it.each([
    ['before it was sent', 'AgreeCommitment', false],
    ['after it was done, and nobody heard of it', 'AgreeCommitment', true],
    ['before it was said on the meeting', 'RecordEffectCarriedOut', false],
    ['after it was said on the meeting, and nobody heard of it', 'RecordEffectCarriedOut', true],
  ])('although the service died %s', (_, type, isDone) =>
    asIfDead(async () => {
      const id = await promise();
      const event = await decide(agreeing(id));
      await expect(another(diesWith(type, isDone)).react(event)).rejects.toThrow('the process died here');
      await another().react(event);
      expect(await recorded(id)).toEqual(ONCE);
    }),
  );

  it('although its words were erased before it was said on the meeting', () =>
    asIfDead(async () => {
      const id = await promise();
      const event = await decide({ reasons: 'Elsewhere.', effects: [{ kind: 'WITHDRAW', commitmentId: id }] });
      await expect(another(diesWith('WithdrawCommitment', true)).react(event)).rejects.toThrow('died here');
      await tracker.app.get(Sealing).destroy(event);
      await another().react(event);
      expect(await recorded(id)).toEqual([['CommitmentMade', 'CommitmentWithdrawn'], ['DecisionEffectCarriedOut']]);
    }));

  it('and not at all when the decision was voided first', () =>
    asIfDead(async () => {
      const id = await promise();
      const event = await decide(agreeing(id));
      await ask(
        tracker,
        `mutation ($id: ID!) { voidEntry(input: { entryId: $id, reason: "Misread" }) { userErrors { message } } }`,
        { id: event.id },
      );
      await another().react(event);
      expect(await recorded(id)).toEqual([['CommitmentMade'], []]);
    }));

  it('and is not refused because somebody else was faster', () =>
    asIfDead(async () => {
      const id = await promise();
      const event = await decide(agreeing(id));
      const busy = { execute: () => Promise.reject(new DomainError('CONFLICT', 'It has changed.')) };
      await expect(another(busy).react(event)).rejects.toThrow('It has changed.');
      expect(await recorded(id)).toEqual([['CommitmentMade'], []]);
    }));
});
