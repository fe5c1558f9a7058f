import { bodyId } from '../../src/bodies/body.commands.js';
import { meetingId } from '../../src/meetings/meeting.commands.js';
import { meetingDecider } from '../../src/meetings/meeting.decider.js';
import type { MeetingFacts } from '../../src/meetings/meeting.state.js';
import { rulesOf } from '../support/decider.js';

/** The body whose meetings the tests are about, and the days on which it met, before tests' today. */
export const COMMITTEE = bodyId('Committee');
export const MET = '2025-12-02';
export const MET_BEFORE = '2025-09-02';
export const MEETING = meetingId(COMMITTEE, MET);

/** What the rules know of other streams unless a test says otherwise. */
export const usual: MeetingFacts = {
  body: { name: 'Committee', isAnswerable: true, closedOn: null },
  meetings: new Map(),
  unknownCommitments: [],
  decidedElsewhere: () => false,
  expectedIds: [],
  heard: () => new Map(),
  atEvent: undefined,
};

export const scheduled = {
  type: 'MeetingScheduled',
  data: { bodyId: COMMITTEE, on: MET },
  statedOn: '2025-11-03',
} as const;

export const { given } = rulesOf(meetingDecider, usual);
