import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { bodyId } from '../../src/bodies/body.commands.js';
import { commitmentId } from '../../src/commitments/commitment.commands.js';
import { meetingId } from '../../src/meetings/meeting.commands.js';
import type { PaperCheck } from '../../src/papers/papers.check.js';
import { startTracker, type Tracker } from '../support/tracker.js';

const COMMITTEE = bodyId('Committee');
const MEETING = meetingId(COMMITTEE, '2025-12-02');
const idOf = (reference: string) => commitmentId({ reference }, '');
const PLANS = { 'A-1': 'Laundry vouchers', 'A-2': 'Bicycle workshop', 'A-3': 'Rowing club', 'A-4': 'Laundrette pass' };

let tracker: Tracker;
const done = async (mutation: string, input: object): Promise<void> => {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const { data, errors } = await tracker.ask(
    `mutation ($input: ${type}!) { ${mutation}(input: $input) { userErrors { field message } } }`,
    { input },
  );
  expect(errors).toBeUndefined();
  expect(data).toEqual({ [mutation]: { userErrors: [] } });
};
const make = (reference: keyof typeof PLANS, statedOn: string) =>
  done('makeCommitment', {
    ...{ reference, title: PLANS[reference], audiences: ['all'], initialState: 'AGREED' },
    told: { statedOn },
  });
const check = async (text: string) => {
  const { data } = await tracker.ask(
    `query ($text: String!) { checkPaper(text: $text, meetingId: "${MEETING}") {
      expectedCount mentioned { commitment { reference } isExpected } notMentioned { commitment { reference state } }
    } }`,
    { text },
  );
  return data?.['checkPaper'] as PaperCheck;
};

beforeAll(async () => {
  tracker = await startTracker();
  await done('establishBody', { name: 'Committee', kind: 'COMMITTEE', told: { statedOn: '2025-01-10' } });
  await done('scheduleMeeting', { bodyId: COMMITTEE, on: '2025-12-02', told: { statedOn: '2025-09-01' } });
  for (const reference of ['A-1', 'A-2', 'A-3'] as const) await make(reference, '2025-09-01');
  await done('openReporting', { meetingId: MEETING, closesOn: '2025-11-24', told: { statedOn: '2025-09-02' } });
  await make('A-4', '2025-10-01');
  const later = { told: { statedOn: '2025-10-02' } };
  await done('supersedeCommitment', { commitmentId: idOf('A-1'), successorIds: [idOf('A-4')], ...later });
  const decidedBy = { name: 'Committee', kind: 'BODY' };
  await done('withdrawCommitment', { commitmentId: idOf('A-2'), reason: 'No room', decidedBy, ...later });
});
afterAll(() => tracker.stop());

it('a paper owes a word on all that its cycle expects, also on what has ended since', async () => {
  expect(await check('Nothing here.')).toEqual({
    expectedCount: 3,
    mentioned: [],
    notMentioned: [
      { commitment: { reference: 'A-3', state: 'AGREED' } },
      ...['A-1', 'A-2'].map((reference) => ({
        commitment: { reference, state: reference === 'A-1' ? 'SUPERSEDED' : 'WITHDRAWN' },
      })),
    ],
  });
});

it('a word on what a promise goes on in is a word on it', async () => {
  expect(await check('- The laundrette pass is out.\n- There will be no bicycle workshop.')).toEqual({
    expectedCount: 3,
    mentioned: [
      { commitment: { reference: 'A-4' }, isExpected: false },
      { commitment: { reference: 'A-2' }, isExpected: true },
    ],
    notMentioned: [{ commitment: { reference: 'A-3', state: 'AGREED' } }],
  });
});
