import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bodyId } from '../../src/bodies/body.commands.js';
import { commitmentId } from '../../src/commitments/commitment.commands.js';
import { meetingId } from '../../src/meetings/meeting.commands.js';
import { startTracker, type Tracker } from '../support/tracker.js';

const COMMITTEE = bodyId('Committee');
const [IN_OCTOBER, IN_DECEMBER] = ['2025-10-20', '2025-12-02'] as const;
const [OCTOBER, DECEMBER] = [meetingId(COMMITTEE, IN_OCTOBER), meetingId(COMMITTEE, IN_DECEMBER)] as const;
const idOf = (reference: string) => commitmentId({ reference }, '');
const [ENDORSED, NOTED, UNTOLD] = [idOf('A-1'), idOf('A-2'), idOf('A-3')] as const;

describe('what is typed in long after it happened', () => {
  let tracker: Tracker;
  const send = async (mutation: string, input: object) => {
    const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
    const query = `mutation ($input: ${type}!) { answer: ${mutation}(input: $input) { userErrors { code field message } } }`;
    const { data, errors } = await tracker.ask(query, { input });
    expect(errors).toBeUndefined();
    return (data?.['answer'] as { userErrors: readonly object[] }).userErrors;
  };
  const done = async (mutation: string, input: object) => expect(await send(mutation, input)).toEqual([]);
  const on = (statedOn: string, more = {}) => ({ told: { statedOn, ...more } });

  beforeAll(async () => {
    tracker = await startTracker({ RATE_LIMIT: '0' });
    await done('establishBody', { name: 'Committee', kind: 'COMMITTEE', ...on('2025-01-10') });
    const terms = { title: 'A promise', audiences: ['all'], initialState: 'AGREED' };
    for (const reference of ['A-1', 'A-2']) await done('makeCommitment', { reference, ...terms, ...on('2025-09-02') });
    const august = { earliest: '2025-08-01', latest: '2025-08-31' };
    await done('makeCommitment', { reference: 'A-3', ...terms, ...on('2025-11-10', { occurredOn: august }) });
    for (const day of [IN_OCTOBER, IN_DECEMBER]) await done('scheduleMeeting', { bodyId: COMMITTEE, on: day });
  });
  afterAll(() => tracker.stop());

  it('counts on the day of its meeting: a decision is a word in the cycle it fell in', async () => {
    await done('openReporting', { meetingId: DECEMBER, closesOn: '2025-11-24', ...on('2025-09-03') });
    await done('recordDecision', { meetingId: OCTOBER, outcome: 'Endorsed', text: 'Yes.', affects: [ENDORSED] });
    await done('recordDecision', {
      ...{ meetingId: OCTOBER, outcome: 'Received with thanks', text: 'Thanks.', affects: [NOTED] },
    });
    await done('closeReporting', { meetingId: DECEMBER, ...on('2025-11-24') });
    const { data } = await tracker.ask(
      `{ meeting(id: "${DECEMBER}") { reporting { list { nodes { place commitment { id } } } } }
         then: meeting(id: "${OCTOBER}", toldBy: "2025-10-20") { decisions { nodes { statedOn } } } }`,
    );
    expect(data).toEqual({
      meeting: {
        reporting: {
          list: {
            nodes: [
              { place: 'NO_UPDATE', commitment: { id: NOTED } },
              { place: 'REPORTED', commitment: { id: ENDORSED } },
            ],
          },
        },
      },
      then: { decisions: { nodes: [{ statedOn: '2025-10-20' }, { statedOn: '2025-10-20' }] } },
    });
    // Made in August, as a paper of November says: nobody owed a word on it before.
    expect(JSON.stringify(data)).not.toContain(UNTOLD);
  });

  it('is a declaration to a meeting that is on record', async () => {
    const unknown = { meetingId: COMMITTEE, reason: 'Nothing yet.' };
    const refusal = { code: 'INVALID', message: 'There is no such meeting.' };
    expect(await send('declareNothingToReport', { commitmentId: NOTED, ...unknown })).toEqual([
      { ...refusal, field: 'meetingId' },
    ]);
    expect(await send('submitUpdate', { commitmentId: NOTED, nothingToReport: unknown })).toEqual([
      { ...refusal, field: 'nothingToReport.meetingId' },
    ]);
    await done('declareNothingToReport', { commitmentId: NOTED, ...unknown, meetingId: DECEMBER });
  });
});
