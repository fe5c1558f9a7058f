import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Role } from '../../src/event-sourcing/messages.js';
import { startTracker, type Tracker } from '../support/tracker.js';

const on = (day: string) => ({ told: { statedOn: day, occurredOn: { earliest: day, latest: day } } });
const STEPS = 'missing commitment { reference } steps { kind isMissing sentence text day statedOn entry { type } }';

interface Step {
  readonly kind: string;
  readonly isMissing: boolean;
  readonly sentence: string;
  readonly text: string | null;
}
interface Thread {
  readonly missing: readonly string[];
  readonly commitment: { readonly reference: string } | null;
  readonly steps: readonly Step[];
}

describe('asks and their threads, through GraphQL', () => {
  let tracker: Tracker;
  let commitmentId = '';
  let askId = '';

  const send = async (name: string, input: object, thing: string, role: Role = 'importer') => {
    const type = name.charAt(0).toUpperCase() + name.slice(1);
    const { data, errors } = await tracker.ask(
      `mutation ($input: ${type}Input!) { ${name}(input: $input) { ${thing} { id } events { id } userErrors { message } } }`,
      { input },
      role,
    );
    const payload = data?.[name] as Record<string, { id: string }> & {
      events: { id: string }[];
      userErrors: unknown[];
    };
    expect([errors, payload.userErrors]).toEqual([undefined, []]);
    return payload;
  };
  const ask = async <Data>(query: string): Promise<Data> => {
    const { data, errors } = await tracker.ask(query, {}, 'member');
    expect(errors).toBeUndefined();
    return data as Data;
  };
  const threadsOf = async (at = '') =>
    (await ask<{ ask: { thread: Thread[] } }>(`{ ask(id: "${askId}" ${at}) { thread { ${STEPS} } } }`)).ask.thread;
  const sentences = ({ steps }: Thread) => steps.map(({ sentence }) => sentence);
  const list = async (filter: string, at = '') =>
    (
      await ask<{ asks: { nodes: { words: string }[] } }>(`{ asks(filter: {${filter}} ${at}) { nodes { words } } }`)
    ).asks.nodes.map(({ words }) => words);
  const raise = (words: string, day: string, group = 'The Ambassadors') =>
    send('raiseAsk', { words, group, audiences: ['care leavers'], ...on(day) }, 'ask');

  beforeAll(async () => {
    tracker = await startTracker({ RATE_LIMIT: '0' });
    const ambassadors = { name: 'Care Leaver Ambassadors', aliases: ['The Ambassadors'], kind: 'YOUNG_PEOPLES_GROUP' };
    await send('establishBody', { ...ambassadors, ...on('2025-06-24') }, 'body');
    await send('establishBody', { name: 'My VOICE', kind: 'YOUNG_PEOPLES_GROUP', ...on('2025-06-24') }, 'body');
    const terms = {
      reference: 'L-1',
      title: 'Laundry in the hubs',
      audiences: ['care leavers'],
      initialState: 'PROPOSED',
    };
    commitmentId = (await send('makeCommitment', { ...terms, ...on('2025-09-02') }, 'commitment'))['commitment']!.id;
    askId = (await raise('Laundry in every hub', '2025-07-01'))['ask']!.id;
    await raise('Somebody to call at night', '2025-08-01', 'my voice');
  });
  afterAll(() => tracker.stop());

  it('begins with what is missing', async () => {
    expect(await threadsOf()).toEqual([
      {
        missing: ['ANSWER', 'COMMITMENT'],
        commitment: null,
        steps: [
          {
            ...{
              kind: 'ASK',
              isMissing: false,
              text: 'Laundry in every hub',
              day: '2025-07-01',
              statedOn: '2025-07-01',
            },
            sentence: 'Care Leaver Ambassadors asked this on 1 July 2025.',
            entry: { type: 'AskRaised' },
          },
          {
            ...{ kind: 'ANSWER', isMissing: true, text: null, day: null, statedOn: null, entry: null },
            sentence: 'No answer yet.',
          },
          {
            ...{ kind: 'COMMITMENT', isMissing: true, text: null, day: null, statedOn: null, entry: null },
            sentence: 'No commitment is linked.',
          },
        ],
      },
    ]);
    const { commitment } = await ask<{ commitment: { thread: Thread } }>(
      `{ commitment(reference: "L-1") { thread { ${STEPS} } } }`,
    );
    expect(sentences(commitment.thread)).toEqual([
      'No ask of young people is linked.',
      'It was put forward on 2 September 2025.',
      'No decision is recorded.',
      'No update received.',
      'No evidence is attached.',
      'No impact is recorded.',
    ]);
  });

  it('waits, counted from the day it is read', async () => {
    const waiting = async (at: string) =>
      (
        await ask<{ ask: object }>(
          `{ ask(id: "${askId}" ${at}) { isAnswered isFedBack daysWaiting answer { answer } } }`,
        )
      ).ask;
    expect(await waiting('asOf: "2025-07-11"')).toEqual({
      ...{ isAnswered: false, isFedBack: false, daysWaiting: 10, answer: null },
    });
    await send('answerAsk', { askId, answer: 'DECLINED', words: 'No room in Crewe', ...on('2025-08-01') }, 'ask');
    expect(await waiting('')).toEqual({
      ...{ isAnswered: true, isFedBack: false, daysWaiting: 31, answer: { answer: 'DECLINED' } },
    });
    const [thread] = await threadsOf();
    expect(sentences(thread!)).toEqual([
      'Care Leaver Ambassadors asked this on 1 July 2025.',
      'The council declined it on 1 August 2025.',
      'It is not recorded that the group was told this answer.',
    ]);
  });

  it('must be fed back again once the answer is another', async () => {
    const at = { to: 'Care Leaver Ambassadors', how: 'at their meeting' };
    await send('feedBackAnswer', { askId, ...at, ...on('2025-08-05') }, 'ask', 'participation');
    expect(await list('fedBack: true')).toEqual(['Laundry in every hub']);
    await send('answerAsk', { askId, answer: 'ACCEPTED', ...on('2025-09-02') }, 'ask', 'governance');
    await send('linkAsk', { askId, commitmentId, ...on('2025-09-02') }, 'ask', 'governance');
    expect(await list('fedBack: true')).toEqual([]);
    expect(await list('fedBack: true', 'asOf: "2025-08-06"')).toEqual(['Laundry in every hub']);
    const { ask: asked } = await ask<{ ask: { answers: object[]; fedBack: object[] } }>(
      `{ ask(id: "${askId}") { isFedBack answers { answer words told { statedOn } } fedBack { to how } } }`,
    );
    expect(asked).toEqual({
      isFedBack: false,
      answers: [
        { answer: 'DECLINED', words: 'No room in Crewe', told: { statedOn: '2025-08-01' } },
        { answer: 'ACCEPTED', words: null, told: { statedOn: '2025-09-02' } },
      ],
      fedBack: [at],
    });
  });

  it('leads on over the commitment, in order', async () => {
    const decidedBy = { kind: 'BODY', name: 'Executive Board' };
    await send('agreeCommitment', { commitmentId, decidedBy, ...on('2025-10-01') }, 'commitment');
    await send('reportProgress', { commitmentId, summary: 'Machines are bought', ...on('2025-11-01') }, 'commitment');
    const evidence = { commitmentId, kind: 'PICTURE', title: 'The machines', link: 'https://example.org/1' };
    const attached = await send('attachEvidence', { ...evidence, ...on('2025-11-02') }, 'commitment');
    await send(
      'recordImpact',
      { commitmentId, statement: 'Clean clothes', expectedOrObserved: 'OBSERVED', ...on('2025-11-03') },
      'commitment',
    );

    const [thread, ...others] = await threadsOf();
    expect(others).toEqual([]);
    expect(thread!.commitment).toEqual({ reference: 'L-1' });
    expect(thread!.missing).toEqual(['FED_BACK']);
    expect(thread!.steps.map(({ kind, sentence, text }) => [kind, sentence, text])).toEqual([
      ['ASK', 'Care Leaver Ambassadors asked this on 1 July 2025.', 'Laundry in every hub'],
      ['ANSWER', 'The council declined it on 1 August 2025.', 'No room in Crewe'],
      ['ANSWER', 'The council accepted it on 2 September 2025.', null],
      ['FED_BACK', 'Care Leaver Ambassadors was told the answer (at their meeting) on 5 August 2025.', null],
      ['FED_BACK', 'It is not recorded that the group was told this answer.', null],
      ['COMMITMENT', 'It was put forward on 2 September 2025.', 'Laundry in the hubs'],
      ['DECISION', 'Executive Board agreed it on 1 October 2025.', null],
      ['UPDATE', 'An update was received on 1 November 2025.', 'Machines are bought'],
      ['EVIDENCE', 'Evidence was attached on 2 November 2025.', 'The machines'],
      ['IMPACT', 'An impact on young people was observed on 3 November 2025.', 'Clean clothes'],
    ]);
    const { commitment } = await ask<{ commitment: { thread: Thread; asks: { words: string }[] } }>(
      `{ commitment(reference: "L-1") { asks { words commitments { reference } } thread { ${STEPS} } } }`,
    );
    expect(commitment.thread).toEqual(thread);
    expect(commitment.asks).toEqual([{ words: 'Laundry in every hub', commitments: [{ reference: 'L-1' }] }]);

    const { data } = await tracker.ask(
      `{ entry(id: "${attached.events[0]!.id}") { detail { ... on EvidenceAttached { evidenceId } } } }`,
    );
    const { evidenceId } = (data?.['entry'] as { detail: { evidenceId: string } }).detail;
    await send(
      'withdrawEvidence',
      { commitmentId, evidenceId, reason: 'Another hub', ...on('2025-11-04') },
      'commitment',
    );
    expect((await threadsOf())[0]!.missing).toEqual(['FED_BACK', 'EVIDENCE']);
    expect((await threadsOf('asOf: "2025-11-01"'))[0]!.missing).toEqual(['FED_BACK', 'EVIDENCE', 'IMPACT']);
  });

  it('holds the decisions of meetings, before what they brought about on that day', async () => {
    const board = (await send('establishBody', { name: 'Housing board', kind: 'BOARD', ...on('2025-06-24') }, 'body'))[
      'body'
    ]!.id;
    const meeting = { bodyId: board, on: '2025-10-01', ...on('2025-10-01') };
    const meetingId = (await send('scheduleMeeting', meeting, 'meeting'))['meeting']!.id;
    const decision = { meetingId, outcome: 'APPROVED', text: 'The laundry goes ahead', affects: [commitmentId] };
    await send('recordDecision', { ...decision, ...on('2025-10-01') }, 'meeting');
    const [thread] = await threadsOf();
    const decided = thread!.steps.filter(({ kind }) => kind === 'DECISION');
    expect(decided.map(({ sentence, text }) => [sentence, text])).toEqual([
      ['It was decided in a meeting (approved) on 1 October 2025.', 'The laundry goes ahead'],
      ['Executive Board agreed it on 1 October 2025.', null],
    ]);
    expect((await threadsOf('asOf: "2025-09-30"'))[0]!.missing).toContain('DECISION');
  });

  it('is one for each commitment', async () => {
    const terms = { reference: 'L-2', title: 'Tokens for launderettes', audiences: ['all'], initialState: 'AGREED' };
    const other = (await send('makeCommitment', { ...terms, ...on('2025-09-02') }, 'commitment'))['commitment']!.id;
    await send('linkAsk', { askId, commitmentId: other, ...on('2025-11-05') }, 'ask');
    expect((await threadsOf()).map(({ commitment }) => commitment?.reference)).toEqual(['L-1', 'L-2']);
    expect((await threadsOf('asOf: "2025-11-04"')).map(({ commitment }) => commitment?.reference)).toEqual(['L-1']);
  });

  it('is found by group under any of its names, by answer, by commitment and by words', async () => {
    const [laundry, night] = ['Laundry in every hub', 'Somebody to call at night'];
    expect(await list('')).toEqual([laundry, night]);
    for (const name of ['The Ambassadors', 'CARE LEAVER  AMBASSADORS']) {
      expect(await list(`group: ["${name}"]`)).toEqual([laundry]);
    }
    expect(await list('answered: false')).toEqual([night]);
    expect(await list('answered: true', 'toldBy: "2025-07-31"')).toEqual([]);
    expect(await list('answer: [ACCEPTED]')).toEqual([laundry]);
    expect(await list('answer: [DECLINED]', 'asOf: "2025-08-31"')).toEqual([laundry]);
    expect(await list(`commitment: ["${commitmentId}"]`)).toEqual([laundry]);
    expect(await list('text: "night CALL"')).toEqual([night]);
    expect(await list('group: ["nobody"]')).toEqual([]);
  });

  it('is listed in pages', async () => {
    const page = async (args: string) =>
      (
        await ask<{
          asks: {
            totalCount: number;
            nodes: { words: string }[];
            pageInfo: { endCursor: string; hasNextPage: boolean };
          };
        }>(`{ asks(${args}) { totalCount nodes { words } pageInfo { endCursor hasNextPage } } }`)
      ).asks;
    const first = await page('first: 1');
    expect(first).toMatchObject({
      totalCount: 2,
      nodes: [{ words: 'Laundry in every hub' }],
      pageInfo: { hasNextPage: true },
    });
    const second = await page(`first: 1, after: "${first.pageInfo.endCursor}"`);
    expect(second).toMatchObject({ nodes: [{ words: 'Somebody to call at night' }], pageInfo: { hasNextPage: false } });
    expect((await page('last: 1')).nodes).toEqual(second.nodes);
    const { errors } = await tracker.ask('{ asks(after: "WyJ4Il0") { totalCount } }');
    expect(errors?.[0]?.message).toContain('is of another list');
  });

  it('is answered as a node, and its words go when they are erased', async () => {
    const { events } = await raise('Something about somebody', '2025-11-10');
    await send('eraseWords', { entryId: events[0]!.id, requestRef: 'DP-2' }, 'node', 'data-protection');
    expect(await list('')).toEqual(['Laundry in every hub', 'Somebody to call at night', null]);
    expect(await list('text: "somebody"')).toEqual(['Somebody to call at night']);
    const { node } = await ask<{ node: object }>(`{ node(id: "${askId}") { __typename ... on Ask { words } } }`);
    expect(node).toEqual({ __typename: 'Ask', words: 'Laundry in every hub' });
  });
});
