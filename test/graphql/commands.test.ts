import { expect, it } from '@jest/globals';
import { askMutations } from '../../src/asks/asks.module.js';
import { bodyMutations } from '../../src/bodies/bodies.module.js';
import { commitmentMutations } from '../../src/commitments/commitments.module.js';
import { copyMutations } from '../../src/copies/copies.module.js';
import { feedbackMutations } from '../../src/feedback/feedback.module.js';
import { entryMutations } from '../../src/history/history.module.js';
import { actionMutations, meetingMutations } from '../../src/meetings/meetings.module.js';
import { planMutations } from '../../src/plans/plans.module.js';
import { programmeMutations } from '../../src/programmes/programmes.module.js';
import { cadenceMutations } from '../../src/reminders/reminders.module.js';
import { workstreamMutations } from '../../src/workstreams/workstreams.module.js';
import { contract } from '../support/contract.js';
import { drift } from '../support/inputs.js';

it('every mutation of the contract and the shape of its command say the same', async () => {
  const all = [
    commitmentMutations,
    planMutations,
    workstreamMutations,
    programmeMutations,
    bodyMutations,
    meetingMutations,
    actionMutations,
    feedbackMutations,
    askMutations,
    cadenceMutations,
    copyMutations,
    entryMutations,
  ];
  expect(drift(await contract(), all)).toEqual([]);
});
