import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bodyId } from '../../src/bodies/body.commands.js';
import { decisionId, meetingId } from '../../src/meetings/meeting.commands.js';
import { startTracker, type Tracker } from '../support/tracker.js';

const COMMITTEE = bodyId('Committee');
const SEPTEMBER = meetingId(COMMITTEE, '2025-09-02');
const DECEMBER = meetingId(COMMITTEE, '2025-12-02');
const minuted = (number: number) => ({ municipalYear: '2025/26', number });
const NOTED = decisionId(COMMITTEE, minuted(9), '');
const APPROVED = decisionId(COMMITTEE, minuted(21), '');
const REFUSED = decisionId(COMMITTEE, minuted(22), '');

let tracker: Tracker;
let charter: string;
let packs: string;

const ask = async (query: string, variables: object = {}) => {
  const { data, errors } = await tracker.ask(query, variables);
  expect(errors).toBeUndefined();
  return data as Readonly<Record<string, unknown>>;
};
const mutate = async (name: string, input: object, answer = 'position') => {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const { [name]: payload } = await ask(
    `mutation ($input: ${type}!) { ${name}(input: $input) { ${answer} userErrors { message } } }`,
    { input },
  );
  expect(payload).toMatchObject({ userErrors: [] });
  return payload as Readonly<Record<string, unknown>>;
};
const promise = async (title: string): Promise<string> => {
  const told = { statedOn: '2025-09-02' };
  const input = { title, audiences: ['all'], initialState: 'AGREED', told };
  return ((await mutate('makeCommitment', input, 'commitment { id }'))['commitment'] as { id: string }).id;
};
const whenSaid = async (): Promise<void> => {
  const status = `query ($id: ID!) { decision(id: $id) { effects { status } } }`;
  for (;;) {
    const { decision } = await ask(status, { id: REFUSED });
    if ((decision as { effects: { status: string }[] }).effects[0]?.status !== 'PENDING') return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

beforeAll(async () => {
  tracker = await startTracker({ RATE_LIMIT: '0' });
  await mutate('establishBody', { name: 'Committee', kind: 'COMMITTEE', told: { statedOn: '2025-01-10' } });
  for (const on of ['2025-09-02', '2025-12-02']) {
    await mutate('scheduleMeeting', { bodyId: COMMITTEE, on, told: { statedOn: on } });
  }
  [charter, packs] = [await promise('Charter'), await promise('Packs')];
  const on = (statedOn: string) => ({ told: { statedOn } });
  await mutate('recordDecision', {
    ...{ meetingId: SEPTEMBER, minute: minuted(9), outcome: 'Noted', text: 'The slides.' },
    ...on('2025-09-02'),
  });
  await mutate('recordDecision', {
    ...{ meetingId: DECEMBER, minute: minuted(21), outcome: 'Approved', text: 'The charter.', affects: [charter] },
    ...on('2025-12-02'),
  });
  await mutate('recordDecision', {
    ...{ meetingId: DECEMBER, minute: minuted(22), outcome: 'Agreed', text: 'Packs.', reasons: 'Wanted.' },
    ...{ effects: [{ kind: 'REOPEN', commitmentId: packs }], ...on('2025-12-03') },
  });
  await mutate('amendDecision', {
    ...{ meetingId: DECEMBER, decisionId: APPROVED, outcome: 'Approved as amended', text: 'The charter and packs.' },
    ...{ affects: [packs], reason: 'Minutes corrected.', ...on('2026-01-20') },
  });
  await whenSaid();
});
afterAll(() => tracker.stop());

describe('decisions', () => {
  it('are listed with the newest first, and narrowed by what they are about', async () => {
    const found = await ask(
      `query ($committee: [ID!], $september: [ID!], $packs: [ID!], $charter: [ID!]) {
        all: decisions { totalCount nodes { id citedAs } }
        body: decisions(filter: { body: $committee }) { totalCount }
        meeting: decisions(filter: { meeting: $september }) { nodes { id } }
        packs: decisions(filter: { commitment: $packs }) { nodes { id } }
        charter: decisions(filter: { commitment: $charter }) { nodes { id } }
        then: decisions(filter: { commitment: $charter }, asOf: "2025-12-31") { nodes { id } }
        noted: decisions(filter: { outcome: ["NOTED", "approved AS amended"] }) { nodes { id } }
        late: decisions(filter: { from: "2025-10-01", to: "2025-12-02" }) { nodes { id } }
        none: decisions(filter: { affectsNothing: true }) { nodes { id } }
        some: decisions(filter: { affectsNothing: false }) { totalCount }
      }`,
      { committee: [COMMITTEE], september: [SEPTEMBER], packs: [packs], charter: [charter] },
    );
    const nodes = (...ids: string[]) => ({ nodes: ids.map((id) => ({ id })) });
    expect(found).toEqual({
      all: {
        totalCount: 3,
        nodes: [
          { id: REFUSED, citedAs: '2025/26, 22' },
          { id: APPROVED, citedAs: '2025/26, 21' },
          { id: NOTED, citedAs: '2025/26, 9' },
        ],
      },
      body: { totalCount: 3 },
      meeting: nodes(NOTED),
      packs: nodes(REFUSED, APPROVED),
      charter: nodes(),
      then: nodes(APPROVED),
      noted: nodes(APPROVED, NOTED),
      late: nodes(REFUSED, APPROVED),
      none: nodes(NOTED),
      some: { totalCount: 2 },
    });
  });

  it('are paged by cursors that name decisions', async () => {
    const page = 'nodes { id } pageInfo { endCursor startCursor hasNextPage }';
    const { decisions: first } = await ask(`{ decisions(first: 2) { ${page} } }`);
    const { pageInfo } = first as { pageInfo: { endCursor: string } };
    const { decisions: rest } = await ask(`query ($after: String) { decisions(first: 2, after: $after) { ${page} } }`, {
      after: pageInfo.endCursor,
    });
    expect(rest).toMatchObject({ nodes: [{ id: NOTED }], pageInfo: { hasNextPage: false } });
    const { startCursor } = (rest as { pageInfo: { startCursor: string } }).pageInfo;
    const { decisions: back } = await ask(`query ($b: String) { decisions(last: 1, before: $b) { ${page} } }`, {
      b: startCursor,
    });
    expect(back).toMatchObject({ nodes: [{ id: APPROVED }] });
    const { errors } = await tracker.ask('{ decisions(after: "WyJub25lIl0") { totalCount } }');
    expect(errors?.[0]?.message).toMatch(/cursor/);
  });

  it('are found by their ids among all things, at each time', async () => {
    const query = `query ($id: ID!) {
      now: node(id: $id) { __typename id ... on Decision { citedAs } }
      before: node(id: $id, toldBy: "2025-11-30") { id }
    }`;
    expect(await ask(query, { id: APPROVED })).toEqual({
      now: { __typename: 'Decision', id: APPROVED, citedAs: '2025/26, 21' },
      before: null,
    });
  });

  it('read as they were recorded before they were amended, and show both', async () => {
    const read = `outcome text affects { title } versions { from outcome reason affects { title } entry { type } }`;
    const { now, then } = await ask(
      `query ($id: ID!) {
        now: decision(id: $id) { ${read} meeting { on } }
        then: decision(id: $id, toldBy: "2025-12-31") { ${read} }
      }`,
      { id: APPROVED },
    );
    const recorded = {
      ...{ from: '2025-12-02', outcome: 'Approved', reason: null, affects: [{ title: 'Charter' }] },
      entry: { type: 'DecisionRecorded' },
    };
    const amended = {
      ...{ from: '2026-01-20', outcome: 'Approved as amended', reason: 'Minutes corrected.' },
      ...{ affects: [{ title: 'Packs' }], entry: { type: 'DecisionAmended' } },
    };
    expect(now).toEqual({
      ...{ outcome: 'Approved as amended', text: 'The charter and packs.', affects: [{ title: 'Packs' }] },
      ...{ versions: [recorded, amended], meeting: { on: '2025-12-02' } },
    });
    expect(then).toEqual({
      ...{ outcome: 'Approved', text: 'The charter.', affects: [{ title: 'Charter' }], versions: [recorded] },
    });
  });

  it('are refused under a minute that another meeting of the body has', async () => {
    const { recordDecision } = await ask(
      `mutation ($id: ID!) {
        recordDecision(input: {
          meetingId: $id, minute: { municipalYear: "2025-26", number: 21 }, outcome: "Agreed", text: "Again."
        }) { userErrors { code field message } }
      }`,
      { id: SEPTEMBER },
    );
    expect(recordDecision).toEqual({
      userErrors: [{ code: 'RULE', field: 'minute', message: expect.stringMatching(/2025\/26, 21 .*already/) }],
    });
  });

  it('hang on their meeting', async () => {
    const { meeting } = await ask(
      `query ($id: ID!) { meeting(id: $id) { decisions(filter: { outcome: ["agreed"] }) { nodes { id } } } }`,
      { id: DECEMBER },
    );
    expect(meeting).toEqual({ decisions: { nodes: [{ id: REFUSED }] } });
  });
});

describe('the history of a commitment', () => {
  const history = async (id: string, args = '', times = '') => {
    const { commitment } = await ask(
      `query ($id: ID!) { commitment(id: $id ${times}) { version history${args} {
        totalCount nodes { type thing effectiveDay detail { ... on DecisionEffectRefused { effect code } } }
        pageInfo { hasNextPage endCursor startCursor }
      } } }`,
      { id },
    );
    return commitment as {
      version: number;
      history: {
        totalCount: number;
        nodes: { type: string; thing: string }[];
        pageInfo: { endCursor: string; startCursor: string; hasNextPage: boolean };
      };
    };
  };
  const types = async (...args: Parameters<typeof history>) =>
    (await history(...args)).history.nodes.map(({ type }) => type);

  it('shows the decisions that affect it and what was refused, and counts as versions only its own', async () => {
    const found = await history(packs);
    expect(found.version).toBe(1);
    expect(found.history.totalCount).toBe(4);
    expect(found.history.nodes).toEqual([
      expect.objectContaining({ type: 'CommitmentMade', thing: 'COMMITMENT' }),
      expect.objectContaining({ type: 'DecisionRecorded', thing: 'MEETING', effectiveDay: '2025-12-02' }),
      expect.objectContaining({ type: 'DecisionEffectRefused', detail: { effect: 'REOPEN', code: 'RULE' } }),
      expect.objectContaining({ type: 'DecisionAmended', effectiveDay: '2026-01-20' }),
    ]);
    // It was affected until the amendment, which says so.
    expect(await types(charter)).toEqual(['CommitmentMade', 'DecisionRecorded', 'DecisionAmended']);
  });

  it('is paged, narrowed and read in the past with them', async () => {
    const first = await history(packs, '(first: 2)');
    expect(first.history.pageInfo.hasNextPage).toBe(true);
    const { endCursor } = first.history.pageInfo;
    expect(await types(packs, `(first: 5, after: "${endCursor}")`)).toEqual([
      'DecisionEffectRefused',
      'DecisionAmended',
    ]);
    expect(await types(packs, `(last: 1, before: "${endCursor}")`)).toEqual(['CommitmentMade']);
    expect(await types(packs, '(types: [DecisionEffectRefused, CommitmentMade])')).toEqual([
      'CommitmentMade',
      'DecisionEffectRefused',
    ]);
    expect(await types(packs, '(since: "2026-01-01")')).toEqual(['DecisionAmended']);
    expect(await types(packs, '', 'toldBy: "2025-12-02"')).toEqual(['CommitmentMade']);
    expect(await types(packs, '', 'asOf: "2025-12-31"')).toEqual([
      'CommitmentMade',
      'DecisionRecorded',
      'DecisionEffectRefused',
    ]);
  });
});

describe('an action asked for in a meeting', () => {
  it('is a commitment with the meeting as its source, and the meeting lists it', async () => {
    const input = {
      ...{ meetingId: DECEMBER, title: 'Report on travel', audiences: ['care leavers'], idempotencyKey: 'travel' },
      lead: { name: 'Housing', kind: 'TEAM' },
    };
    const answer =
      'commitment { id state origin madeOn raisedAt { id } firstStated { statedOn source { paper } statedBy { body } } } events { type }';
    const { commitment, events } = await mutate('raiseCommitteeAction', input, answer);
    expect(events).toEqual([{ type: 'CommitmentMade' }]);
    expect(commitment).toMatchObject({
      ...{ state: 'AGREED', origin: 'COMMITTEE_ACTION', madeOn: '2025-12-02', raisedAt: { id: DECEMBER } },
      firstStated: {
        ...{ statedOn: '2025-12-02', source: { paper: 'Committee, 2 December 2025' } },
        statedBy: { body: 'Committee' },
      },
    });
    const read = `query ($id: ID!) {
      meeting(id: $id) { actions { title } history(types: [CommitteeActionRaised]) { totalCount } }
    }`;
    const listed = { meeting: { actions: [{ title: 'Report on travel' }], history: { totalCount: 1 } } };
    expect(await ask(read, { id: DECEMBER })).toEqual(listed);
    expect(await mutate('raiseCommitteeAction', input, 'commitment { id }')).toMatchObject({
      commitment: { id: (commitment as { id: string }).id },
    });
    expect(await ask(read, { id: DECEMBER })).toEqual(listed);
  });

  it('is said on the meeting also when the commitment was made by itself', async () => {
    await mutate('makeCommitment', {
      ...{ title: 'By itself', audiences: ['all'], initialState: 'AGREED', raisedAtMeetingId: SEPTEMBER },
      told: { statedOn: '2025-09-02' },
    });
    const titles = async () => {
      const { meeting } = await ask('query ($id: ID!) { meeting(id: $id) { actions { title } } }', { id: SEPTEMBER });
      return (meeting as { actions: unknown[] }).actions;
    };
    while ((await titles()).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await titles()).toEqual([{ title: 'By itself' }]);
  });

  it('needs a meeting that was held', async () => {
    const raise = async (meeting: string) => {
      const { raiseCommitteeAction } = await ask(
        `mutation ($id: ID!) {
          raiseCommitteeAction(input: { meetingId: $id, title: "Later", audiences: ["all"] }) {
            userErrors { code field }
          }
        }`,
        { id: meeting },
      );
      return (raiseCommitteeAction as { userErrors: unknown }).userErrors;
    };
    await mutate('scheduleMeeting', { bodyId: COMMITTEE, on: '2099-01-01' });
    expect(await raise(meetingId(COMMITTEE, '2099-01-01'))).toEqual([{ code: 'RULE', field: 'meetingId' }]);
    expect(await raise(meetingId(COMMITTEE, '2098-01-01'))).toEqual([{ code: 'NOT_FOUND', field: 'meetingId' }]);
  });
});
