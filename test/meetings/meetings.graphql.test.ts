import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bodyId } from '../../src/bodies/body.commands.js';
import { meetingId } from '../../src/meetings/meeting.commands.js';
import { startTracker, type Tracker } from '../support/tracker.js';

const COMMITTEE = bodyId('Committee');
const SEPTEMBER = meetingId(COMMITTEE, '2025-09-02');
const DECEMBER = meetingId(COMMITTEE, '2025-12-02');
const MARCH = meetingId(COMMITTEE, '2099-03-03');

let tracker: Tracker;
const ask = async (query: string, variables: object = {}) => {
  const { data, errors } = await tracker.ask(query, variables);
  expect(errors).toBeUndefined();
  return data;
};

beforeAll(async () => {
  tracker = await startTracker({ RATE_LIMIT: '0' });
  await ask(`mutation {
    establishBody(input: { name: "Committee", kind: "COMMITTEE", told: { statedOn: "2025-01-10" } }) { version }
  }`);
  for (const on of ['2025-12-02', '2099-03-03', '2025-09-02']) {
    await ask(
      `mutation ($bodyId: ID!, $on: Day!) {
        scheduleMeeting(input: { bodyId: $bodyId, on: $on, place: "Town hall" }) { userErrors { message } }
      }`,
      { bodyId: COMMITTEE, on },
    );
  }
  await ask(
    `mutation ($meetingId: ID!, $byMeetingId: ID!) {
      receivePaper(input: {
        meetingId: $meetingId, title: "Update", citedAs: "Item 6", presentedBy: ["My Voice"],
        told: { statedOn: "2025-09-01" }
      }) { userErrors { message } }
      confirmMinutes(input: { meetingId: $meetingId, byMeetingId: $byMeetingId }) { userErrors { message } }
    }`,
    { meetingId: SEPTEMBER, byMeetingId: DECEMBER },
  );
});
afterAll(() => tracker.stop());

describe('meetings', () => {
  it('are listed with the newest first, of one body and between days', async () => {
    const data = await ask(
      `query ($bodyId: ID!) {
        all: meetings(bodyId: $bodyId) { totalCount nodes { id } }
        year: meetings(from: "2025-09-02", to: "2025-12-02", first: 1) { totalCount nodes { id } pageInfo { endCursor } }
        none: meetings(bodyId: "00000000-0000-4000-8000-000000000000") { totalCount nodes { id } }
        body(id: $bodyId) { meetings(last: 1) { totalCount nodes { id body { name } } } }
      }`,
      { bodyId: COMMITTEE },
    );
    expect(data).toMatchObject({
      all: { totalCount: 3, nodes: [{ id: MARCH }, { id: DECEMBER }, { id: SEPTEMBER }] },
      year: { totalCount: 2, nodes: [{ id: DECEMBER }] },
      none: { totalCount: 0, nodes: [] },
      body: { meetings: { totalCount: 3, nodes: [{ id: SEPTEMBER, body: { name: 'Committee' } }] } },
    });
    const { endCursor } = (data?.['year'] as { pageInfo: { endCursor: string } }).pageInfo;
    const after = await ask('query ($after: String) { meetings(first: 1, after: $after) { nodes { id } } }', {
      after: endCursor,
    });
    expect(after).toEqual({ meetings: { nodes: [{ id: SEPTEMBER }] } });
  });

  it('are found by id or by body and day, with papers and who confirmed the minutes', async () => {
    const found = await ask(
      `query ($id: ID!, $bodyId: ID!) {
        byDay: meeting(bodyId: $bodyId, on: "2025-09-02") {
          id on place version papers { title citedAs presentedBy receivedOn } minutesConfirmedBy { id }
          history { nodes { type effectiveDay detail { __typename ... on PaperReceived { citedAs } } } }
        }
        byId: meeting(id: $id) { on minutesConfirmedBy { id } }
        node(id: $id) { __typename id }
      }`,
      { id: DECEMBER, bodyId: COMMITTEE },
    );
    expect(found).toEqual({
      byDay: {
        id: SEPTEMBER,
        on: '2025-09-02',
        place: 'Town hall',
        version: 3,
        papers: [{ title: 'Update', citedAs: 'Item 6', presentedBy: ['My Voice'], receivedOn: '2025-09-01' }],
        minutesConfirmedBy: { id: DECEMBER },
        history: {
          nodes: [
            {
              type: 'PaperReceived',
              effectiveDay: '2025-09-01',
              detail: { __typename: 'PaperReceived', citedAs: 'Item 6' },
            },
            { type: 'MeetingScheduled', effectiveDay: '2025-09-02', detail: { __typename: 'MeetingScheduled' } },
            { type: 'MinutesConfirmed', effectiveDay: '2025-12-02', detail: { __typename: 'MinutesConfirmed' } },
          ],
        },
      },
      byId: { on: '2025-12-02', minutesConfirmedBy: null },
      node: { __typename: 'Meeting', id: DECEMBER },
    });
  });

  it('are not confirmed before the later meeting was held', async () => {
    const then = await ask(
      `query ($id: ID!) { meeting(id: $id, asOf: "2025-12-01") { minutesConfirmedBy { id } papers { title } } }`,
      { id: SEPTEMBER },
    );
    expect(then).toEqual({ meeting: { minutesConfirmedBy: null, papers: [{ title: 'Update' }] } });
  });

  it('are asked for by one name', async () => {
    const { errors } = await tracker.ask(`{ meeting(on: "2025-09-02") { id } }`);
    expect(errors?.[0]?.message).toMatch(/by its id, or by its body and day/);
  });

  it('show what was recorded from each paper, whatever it is about', async () => {
    const cites = (locator: string, paper = 'Item 6') => ({ statedOn: '2025-09-02', source: { paper, locator } });
    for (const told of [cites('line 1'), cites('line 2'), cites('line 3', 'Item 7')]) {
      await ask(
        `mutation ($told: StatementInput) {
          makeCommitment(input: { title: "Promise", audiences: ["all"], initialState: AGREED, told: $told }) { version }
        }`,
        { told },
      );
    }
    const entries = async (args: string, times = '') => {
      const data = await ask(
        `query ($id: ID!) { meeting(id: $id ${times}) { papers { entries${args} {
          totalCount nodes { type thing source { locator } } pageInfo { endCursor startCursor }
        } } } }`,
        { id: SEPTEMBER },
      );
      const [paper] = (data?.['meeting'] as { papers: { entries: Page }[] }).papers;
      return (paper as { entries: Page }).entries;
    };
    interface Page {
      readonly totalCount: number;
      readonly nodes: readonly { source: { locator: string } }[];
      readonly pageInfo: { readonly endCursor: string };
    }
    const first = await entries('(first: 1)');
    expect(first).toMatchObject({
      totalCount: 2,
      nodes: [{ type: 'CommitmentMade', thing: 'COMMITMENT', source: { locator: 'line 1' } }],
    });
    const { endCursor } = first.pageInfo;
    expect((await entries(`(first: 5, after: "${endCursor}")`)).nodes).toMatchObject([
      { source: { locator: 'line 2' } },
    ]);
    expect((await entries('(last: 1)')).nodes).toMatchObject([{ source: { locator: 'line 2' } }]);
    expect((await entries('', 'asOf: "2025-09-02"')).totalCount).toBe(2);
  });
});
