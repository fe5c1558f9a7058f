import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bodyId } from '../../src/bodies/body.commands.js';
import { commitmentId } from '../../src/commitments/commitment.commands.js';
import type { Role } from '../../src/event-sourcing/messages.js';
import { meetingId } from '../../src/meetings/meeting.commands.js';
import { workstreamId } from '../../src/workstreams/workstream.commands.js';
import { startTracker, type Tracker } from '../support/tracker.js';

const COMMITTEE = bodyId('Committee');
const MEETING = meetingId(COMMITTEE, '2025-12-02');
const HOMES = workstreamId('Homes');
const idOf = (reference: string) => commitmentId({ reference }, '');
const [LEADS, CONTRIBUTES, IN_STREAM, COVERS, FOREIGN] = ['A-1', 'A-2', 'A-3', 'A-4', 'A-5'] as const;

let tracker: Tracker;
const ask = async <Data>(query: string, variables: object = {}, role: Role = 'governance'): Promise<Data> => {
  const { data, errors } = await tracker.ask(query, variables, role);
  expect(errors).toBeUndefined();
  return data as Data;
};
const send = async (mutation: string, input: object, role: Role = 'governance') => {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const selection = 'version events { id type } userErrors { code field message }';
  const query = `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${selection} } }`;
  const data = await ask<Record<string, Sent>>(query, { input }, role);
  return data[mutation] as Sent;
};
interface Sent {
  readonly version: number | null;
  readonly events: readonly { readonly id: string; readonly type: string }[];
  readonly userErrors: readonly { readonly code: string; readonly field: string | null; readonly message: string }[];
}
/** As Housing, which leads one commitment, contributes to another, covers a third, and works in the workstream of a fourth. */
const askAsHousing = async (query: string, variables: object = {}) => {
  const answer = await tracker.app.inject({
    method: 'POST',
    url: '/graphql',
    headers: {
      authorization: `Bearer ${await tracker.token('lead', 'housing', { body: 'Housing', workstreams: [HOMES] })}`,
      'content-type': 'application/json',
    },
    payload: JSON.stringify({ query, variables }),
  });
  const { data, errors } = answer.json<{ data: Record<string, unknown>; errors?: unknown }>();
  expect(errors).toBeUndefined();
  return data;
};
const on = (day: string) => ({ told: { statedOn: day } });
const done = async (mutation: string, input: object): Promise<Sent> => {
  const sent = await send(mutation, input);
  expect(sent.userErrors).toEqual([]);
  return sent;
};

beforeAll(async () => {
  tracker = await startTracker({ RATE_LIMIT: '0' });
  await done('establishBody', { name: 'Committee', kind: 'COMMITTEE', ...on('2025-01-10') });
  await done('establishWorkstream', { name: 'Homes', ...on('2025-01-10') });
  await done('scheduleMeeting', { bodyId: COMMITTEE, on: '2025-12-02', ...on('2025-09-01') });
  const housing = { name: 'housing ', kind: 'TEAM' };
  const terms: Record<string, object> = {
    [LEADS]: { lead: housing },
    [CONTRIBUTES]: { contributors: [housing] },
    [IN_STREAM]: { workstreamId: HOMES },
    [COVERS]: { lead: { name: 'Health', kind: 'PARTNER' } },
    [FOREIGN]: { lead: { name: 'Health', kind: 'PARTNER' } },
  };
  for (const [reference, own] of Object.entries(terms)) {
    const commitment = { reference, title: `Promise ${reference}`, audiences: ['all'], initialState: 'AGREED' };
    await done('makeCommitment', { ...commitment, ...own, ...on('2025-09-02') });
  }
  await done('appointLead', { commitmentId: idOf(COVERS), lead: housing, cover: true, ...on('2025-09-02') });
});
afterAll(() => tracker.stop());

const DUE = `query ($meetingId: ID!, $place: [ReportingPlace!]) {
  dueFromMe(meetingId: $meetingId, place: $place) {
    totalCount isFinal nodes { commitment { reference } place said { type statedOn commitmentId } }
  }
}`;
interface Due {
  readonly totalCount: number;
  readonly isFinal: boolean;
  readonly nodes: readonly { commitment: { reference: string }; place: string; said: readonly { type: string }[] }[];
}
const dueFromHousing = async (place?: readonly string[]): Promise<Due> =>
  (await askAsHousing(DUE, { meetingId: MEETING, place }))['dueFromMe'] as Due;

describe('a reporting cycle', () => {
  it('is not there before it opens', async () => {
    expect(await askAsHousing(DUE, { meetingId: MEETING })).toEqual({ dueFromMe: null });
    expect(await ask(`{ noUpdateReceived(bodyId: "${COMMITTEE}") { totalCount } }`)).toEqual({
      noUpdateReceived: null,
    });
    const { userErrors } = await send('closeReporting', { meetingId: MEETING });
    expect(userErrors).toMatchObject([{ code: 'RULE', message: expect.stringMatching(/open it first/) }]);
  });

  it('opens on the record as it stood on its day, though told today, and shows leads what is due from them', async () => {
    // Reported complete after the cycle opened, and recorded before: it was still expected on that day.
    const { events } = await done('reportProgress', {
      ...{ commitmentId: idOf(FOREIGN), summary: 'So far' },
      ...on('2025-09-20'),
    });
    expect(events).toHaveLength(1);
    await done('reportCompletion', { commitmentId: idOf(FOREIGN), whatWasDone: 'All', ...on('2025-09-21') });
    await done('openReporting', { meetingId: MEETING, closesOn: '2025-11-24', ...on('2025-09-10') });
    const counts = await ask(
      `query ($id: ID!) { meeting(id: $id) { reporting { isOpen openedOn closedCursor counts { expected reported noUpdate } } } }`,
      { id: MEETING },
    );
    expect(counts).toEqual({
      meeting: {
        reporting: {
          ...{ isOpen: true, openedOn: '2025-09-10', closedCursor: null },
          counts: { expected: 5, reported: 1, noUpdate: 4 },
        },
      },
    });
    const due = await dueFromHousing();
    expect(due).toMatchObject({ totalCount: 4, isFinal: false });
    expect(due.nodes.map(({ commitment, place, said }) => [commitment.reference, place, said])).toEqual(
      [LEADS, CONTRIBUTES, IN_STREAM, COVERS].map((reference) => [reference, 'EXPECTED', []]),
    );
  });

  it('is answered for several commitments at once, each with its own result, and a retry records nothing twice', async () => {
    const progress = { summary: 'The design is agreed.' };
    const input = {
      meetingId: MEETING,
      idempotencyKey: 'form',
      ...on('2025-11-01'),
      items: [
        { commitmentId: idOf(LEADS), progress, rating: { rating: 'GREEN', reason: 'On course' } },
        { commitmentId: idOf(FOREIGN), progress },
        { commitmentId: idOf(CONTRIBUTES), nothingToReport: { reason: 'It begins in spring.' } },
        { commitmentId: idOf(IN_STREAM), progress, nothingToReport: { reason: 'Both' } },
        { commitmentId: idOf(COVERS), progress: { summary: ' ' } },
      ],
    };
    const query = `mutation ($input: SubmitUpdatesInput!) { submitUpdates(input: $input) {
      position userErrors { message }
      results { commitmentId version events { id type } userErrors { code field } }
    } }`;
    const first = await askAsHousing(query, { input });
    const { results, userErrors } = first['submitUpdates'] as { results: readonly object[]; userErrors: unknown };
    expect(userErrors).toEqual([]);
    expect(results).toMatchObject([
      { commitmentId: idOf(LEADS), version: 3, events: [{ type: 'ProgressReported' }, { type: 'RatingAssessed' }] },
      { commitmentId: idOf(FOREIGN), version: null, events: [], userErrors: [{ code: 'FORBIDDEN' }] },
      { commitmentId: idOf(CONTRIBUTES), version: 2, events: [{ type: 'NothingToReportDeclared' }] },
      { version: null, events: [], userErrors: [{ code: 'RULE', field: 'nothingToReport' }] },
      { version: null, events: [], userErrors: [{ code: 'INVALID', field: 'progress.summary' }] },
    ]);
    const again = await askAsHousing(query, { input: { ...input, items: input.items.toReversed() } });
    expect((again['submitUpdates'] as { results: readonly object[] }).results.toReversed()).toEqual(results);

    const due = await dueFromHousing();
    const said = due.nodes.map(({ commitment, place, said }) => [
      commitment.reference,
      place,
      said.map(({ type }) => type),
    ]);
    expect(said).toEqual([
      [IN_STREAM, 'EXPECTED', []],
      [COVERS, 'EXPECTED', []],
      [LEADS, 'REPORTED', ['ProgressReported', 'RatingAssessed']],
      [CONTRIBUTES, 'NOTHING_TO_REPORT', ['NothingToReportDeclared']],
    ]);
    expect((await dueFromHousing(['EXPECTED'])).totalCount).toBe(2);
  });

  it('takes no form that names a commitment twice', async () => {
    const item = { commitmentId: idOf(LEADS), progress: { summary: 'Again' } };
    const query = `mutation ($input: SubmitUpdatesInput!) { submitUpdates(input: $input) {
      results { version } userErrors { code field }
    } }`;
    expect(await askAsHousing(query, { input: { items: [item, item] } })).toEqual({
      submitUpdates: { results: [], userErrors: [{ code: 'INVALID', field: 'items.1.commitmentId' }] },
    });
  });

  it('closes on what the council had been told by its day, and settles what was recorded by then', async () => {
    await done('reportProgress', { commitmentId: idOf(COVERS), summary: 'Told late', ...on('2025-12-20') });
    const mine = await send(
      'reportProgress',
      { commitmentId: idOf(LEADS), summary: 'By mistake', ...on('2025-11-02') },
      'importer',
    );
    const theirs = await send(
      'reportProgress',
      { commitmentId: idOf(LEADS), summary: 'Also by mistake', ...on('2025-11-02') },
      'importer',
    );
    const voided = async ({ events }: Sent, role: Role) =>
      (
        await ask<{ voidEntry: { userErrors: readonly { code: string; message: string }[] } }>(
          `mutation ($entryId: ID!) { voidEntry(input: { entryId: $entryId, reason: "A slip" }) { userErrors { code message } } }`,
          { entryId: events[0]?.id },
          role,
        )
      ).voidEntry.userErrors;
    expect(await voided(mine, 'importer')).toEqual([]);
    await done('closeReporting', { meetingId: MEETING, ...on('2025-11-24') });
    expect(await voided(theirs, 'importer')).toMatchObject([
      { code: 'RULE', message: expect.stringMatching(/closed on 2025-11-24 .* ask governance staff/) },
    ]);
    expect(await voided(theirs, 'governance')).toEqual([]);
  });

  it('then says for good of whom no update was received, and who reported late', async () => {
    const fields = 'place grade reportedLateOn cyclesWithoutUpdate commitment { reference lastWordOn }';
    const { noUpdateReceived } = await ask<{ noUpdateReceived: unknown }>(
      `{ noUpdateReceived(bodyId: "${COMMITTEE}") { isFinal cycle { meeting { id } closedOn closedCursor } nodes { ${fields} } } }`,
    );
    expect(noUpdateReceived).toEqual({
      isFinal: true,
      cycle: { meeting: { id: MEETING }, closedOn: '2025-11-24', closedCursor: expect.stringMatching(/^\w+$/) },
      nodes: [
        {
          ...{ place: 'NO_UPDATE', grade: 'UNDATED', reportedLateOn: null, cyclesWithoutUpdate: 1 },
          commitment: { reference: IN_STREAM, lastWordOn: null },
        },
        {
          ...{ place: 'NO_UPDATE', grade: 'UNDATED', reportedLateOn: '2025-12-20', cyclesWithoutUpdate: 1 },
          commitment: { reference: COVERS, lastWordOn: '2025-12-20' },
        },
      ],
    });
  });

  it('answers the same at past times, and as it stood then', async () => {
    const at = async (times: string) =>
      ask(`{ noUpdateReceived(meetingId: "${MEETING}", ${times}) { isFinal totalCount } }`);
    expect(await at('toldBy: "2025-09-15"')).toEqual({ noUpdateReceived: { isFinal: false, totalCount: 5 } });
    expect(await at('toldBy: "2025-11-02"')).toEqual({ noUpdateReceived: { isFinal: false, totalCount: 2 } });
    expect(await at('toldBy: "2025-11-24"')).toEqual({ noUpdateReceived: { isFinal: true, totalCount: 2 } });
    expect(await at('asOf: "2025-09-09"')).toEqual({ noUpdateReceived: null });
  });

  it('is put right by governance staff, with a reason that the history shows', async () => {
    const corrections = [{ commitmentId: idOf(IN_STREAM), place: 'NOTHING_TO_REPORT' }];
    const reason = 'The word came by letter.';
    await done('correctReportingList', { meetingId: MEETING, corrections, reason });
    const answer = await ask(
      `{ meeting(id: "${MEETING}") {
        reporting { counts { nothingToReport noUpdate } }
        history(types: [ReportingOpened, ReportingClosed, ReportingListCorrected]) { nodes {
          type
          detail { ... on ReportingListCorrected { reason corrections { place } } ... on ReportingClosed { reportedIds } }
        } }
      } }`,
    );
    expect(answer).toEqual({
      meeting: {
        reporting: { counts: { nothingToReport: 2, noUpdate: 1 } },
        history: {
          nodes: [
            { type: 'ReportingOpened', detail: {} },
            { type: 'ReportingClosed', detail: { reportedIds: [idOf(LEADS), idOf(FOREIGN)] } },
            { type: 'ReportingListCorrected', detail: { reason, corrections: [{ place: 'NOTHING_TO_REPORT' }] } },
          ],
        },
      },
    });
  });

  it('is asked for by its meeting or its body', async () => {
    const { errors } = await tracker.ask('{ noUpdateReceived { totalCount } }');
    expect(errors?.[0]?.message).toMatch(/by its meeting or by the body/);
  });
});
