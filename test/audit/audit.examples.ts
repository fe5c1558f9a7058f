import type { AskEvent } from '../../src/asks/ask.events.js';
import type { CommitmentEvent, CommitmentTerms } from '../../src/commitments/commitment.events.js';
import type { EntryEvent } from '../../src/event-sourcing/entries.js';
import type { Attribution } from '../../src/event-sourcing/messages.js';
import type { MeetingEvent } from '../../src/meetings/meeting.events.js';
import { board, housing, january, made, march } from '../commitments/commitment.examples.js';
import { idOf, streamOfNth } from '../commitments/commitments.examples.js';
import { on, type Told } from '../support/rows.js';

type Any = (CommitmentEvent | EntryEvent | MeetingEvent | AskEvent) & { readonly statedBy?: Attribution };

/** The day on which these histories are read; all of them are recorded on 2 December 2025. */
export const READ_ON = '2025-12-20';
export const MEETING = '99999999-0000-4000-8000-000000000001';
export const DECISION = '99999999-0000-4000-8000-000000000002';
export const ASK = '99999999-0000-4000-8000-000000000003';
const EVIDENCE = '99999999-0000-4000-8000-000000000004';
const entryId = (n: number): string => `99999999-0000-4000-9000-${String(n).padStart(12, '0')}`;

const by = (body: string): Attribution => ({ role: 'lead', body, name: 'Ama Mensah' });
const byHousing = { statedBy: by('Housing') };
const terms: Partial<CommitmentTerms> = { lead: housing, target: january };

/** A history of the nth commitment: what was said on which day of November 2025. */
const history = (n: number, ...said: readonly (readonly [day: number, event: Any])[]): readonly Told[] =>
  said.map(([day, event], place) => ({
    ...on(`2025-11-${String(day).padStart(2, '0')}`, streamOfNth(n), event),
    id: entryId(n * 10 + place),
  }));

const reported: Any = { type: 'CompletionReported', data: { whatWasDone: 'Launched' }, ...byHousing };
const evidenced: Any = { type: 'EvidenceAttached', data: { evidenceId: EVIDENCE, kind: 'PICTURE', title: 'A launch' } };
const signedOff: Any = { type: 'CompletionSignedOff', data: { decidedBy: board, evidenceIds: [EVIDENCE] } };
const rated = (assessor: string, rating: string): Any => ({ type: 'RatingAssessed', data: { rating, assessor } });
const november = { asWritten: 'Early November', earliest: null, latest: '2025-11-05', precision: 'DAY' } as const;

/** Nothing in it stands out: made, worked on by its lead, judged alike, done, and signed off by the board on evidence. */
export const clean: readonly Told[] = [
  ...history(
    90,
    [3, { type: 'CommitmentMade', data: { ...made(terms).data, initialState: 'PROPOSED' } }],
    [4, { type: 'CommitmentReworded', data: { title: 'Two hubs', reason: 'Clearer', oldTitleStaysAlias: false } }],
    [5, { type: 'CommitmentAgreed', data: { decidedBy: board } }],
    [6, { type: 'ProgressReported', data: { summary: 'Begun' }, ...byHousing }],
    [7, rated('LEAD', 'GREEN')],
    [8, rated('BOARD', 'green')],
    [9, { type: 'TargetMoved', data: { from: january, to: march, reason: 'Late', allowedBy: board } }],
    [10, reported],
    [10, evidenced],
    [11, signedOff],
  ),
  ...history(
    91,
    [3, made({ ...terms, initialState: 'IN_PROGRESS' })],
    [5, { type: 'TargetRestated', data: { target: january } }],
    [6, { type: 'CommitmentWithdrawn', data: { decidedBy: board, reason: 'No longer wanted' } }],
    [7, { type: 'CommitmentReopened', data: { decidedBy: board, reason: 'Wanted again' } }],
  ),
  on('2025-12-02', `meeting-${MEETING}`, { type: 'MeetingScheduled', data: { bodyId: idOf(99), on: '2025-12-02' } }),
  on('2025-12-02', `meeting-${MEETING}`, {
    type: 'DecisionRecorded',
    data: { decisionId: idOf(98), outcome: 'NOTED', text: 'Noted', affects: [idOf(90)], effects: [] },
  }),
  on('2025-11-03', `ask-${idOf(97)}`, {
    type: 'AskRaised',
    data: { words: 'A profile each', group: { name: 'My VOICE' }, audiences: [] },
  }),
  on('2025-11-10', `ask-${idOf(97)}`, { type: 'AskAnswered', data: { answer: 'ACCEPTED' } }),
];

/** One case of each question, the nth commitment each, and the sentence that tells it. */
export const planted: Readonly<
  Record<string, { readonly told: readonly Told[]; readonly about: string; readonly sentence: string }>
> = {
  SIGNED_OFF_BY_SAME_TEAM: {
    told: history(
      1,
      [3, made(terms)],
      [10, reported],
      [10, evidenced],
      [
        11,
        {
          type: 'CompletionSignedOff',
          data: { decidedBy: { kind: 'OFFICER', name: 'housing' }, evidenceIds: [EVIDENCE] },
        },
      ],
    ),
    about: idOf(1),
    sentence: 'Signed off on 11 November 2025 by housing, which reported it complete.',
  },
  SIGNED_OFF_ON_WAIVER: {
    told: history(
      2,
      [3, made(terms)],
      [10, reported],
      [11, { type: 'CompletionSignedOff', data: { decidedBy: board, evidenceIds: [], waiver: 'Seen by members' } }],
    ),
    about: idOf(2),
    sentence: 'Signed off on 11 November 2025 by Executive Board on a waiver, without evidence.',
  },
  REOPENED_AFTER_CLOSING: {
    told: history(
      3,
      [3, made(terms)],
      [10, reported],
      [10, evidenced],
      [11, signedOff],
      [12, { type: 'CommitmentReopened', data: { decidedBy: board, reason: 'It stopped again' } }],
    ),
    about: idOf(3),
    sentence: 'Signed off on 11 November 2025 and reopened on 12 November 2025 by Executive Board.',
  },
  MOVED_AFTER_DUE: {
    told: history(
      4,
      [3, made({ ...terms, target: november })],
      [8, { type: 'TargetMoved', data: { from: november, to: march, reason: 'Late', allowedBy: board } }],
    ),
    about: idOf(4),
    sentence: 'Due by 5 November 2025; moved on 8 November 2025, 3 days after that, with the leave of Executive Board.',
  },
  MOVED_WITHOUT_LEAVE: {
    told: history(5, [3, made(terms)], [8, { type: 'TargetRestated', data: { target: march } }]),
    about: idOf(5),
    sentence: 'Printed on 8 November 2025 with March 2026 in place of January 2026; nobody gave leave for that.',
  },
  GREEN_AND_OVERDUE: {
    told: history(6, [3, made({ ...terms, target: november })], [4, rated('LEAD', 'GREEN')]),
    about: idOf(6),
    sentence: 'Rated green (LEAD) on 4 November 2025, and overdue: it was due by 5 November 2025.',
  },
  UNDATED: {
    told: history(7, [3, made({ lead: housing })]),
    about: idOf(7),
    sentence: 'Made on 3 November 2025 without a day.',
  },
  UPDATED_BY_ANOTHER: {
    told: history(
      8,
      [3, made(terms)],
      [6, { type: 'ProgressReported', data: { summary: 'Begun' }, statedBy: by('Virtual School') }],
    ),
    about: idOf(8),
    sentence: 'Progress was reported on 6 November 2025 by Virtual School; Housing leads it.',
  },
  RATINGS_DIFFER: {
    told: history(9, [3, made(terms)], [4, rated('LEAD', 'GREEN')], [5, rated('BOARD', 'AMBER')]),
    about: idOf(9),
    sentence: 'The lead’s judgement is GREEN (4 November 2025), the board’s AMBER (5 November 2025).',
  },
  NO_LEAD: {
    told: history(10, [3, made({ target: january })]),
    about: idOf(10),
    sentence: 'Made on 3 November 2025; nobody leads it, so the council answers.',
  },
  REWORDED_AFTER_AGREEMENT: {
    told: history(
      11,
      [3, made(terms)],
      [8, { type: 'CommitmentReworded', data: { wording: 'One hub', reason: 'Money', oldTitleStaysAlias: false } }],
    ),
    about: idOf(11),
    sentence: 'Agreed by 3 November 2025; its wording changed on 8 November 2025.',
  },
  CHANGED_BEFORE_MEETING: {
    told: history(12, [3, made(terms)], [25, { type: 'ScopeChanged', data: { from: 'Two', to: 'One' } }]),
    about: idOf(12),
    sentence: 'Its scope changed on 25 November 2025, 7 days before the meeting of 2 December 2025.',
  },
  RECORDED_LATE: {
    told: history(13, [1, made(terms)]),
    about: idOf(13),
    sentence: 'Stated on 1 November 2025 and recorded on 2 December 2025, 31 days later.',
  },
  VOIDED: {
    told: history(
      14,
      [3, made(terms)],
      [4, { type: 'TargetRestated', data: { target: march } }],
      [12, { type: 'EntryVoided', data: { entryId: entryId(141), reason: 'Of another plan' } }],
    ),
    about: idOf(14),
    sentence: 'An entry that counted from 4 November 2025 was taken back on 12 November 2025.',
  },
  DECISION_AFFECTS_NOTHING: {
    told: [
      on('2025-12-02', `meeting-${MEETING}`, {
        type: 'DecisionRecorded',
        data: {
          decisionId: DECISION,
          minute: { municipalYear: '2025/26', number: 21 },
          outcome: 'AGREED',
          text: 'Agreed',
          affects: [idOf(90)],
          effects: [],
        },
      }),
      on('2025-12-02', `meeting-${MEETING}`, {
        type: 'DecisionAmended',
        data: { decisionId: DECISION, affects: [], reason: 'Of another matter' },
      }),
    ],
    about: MEETING,
    sentence: 'Decided on 2 December 2025 (AGREED, minute 2025/26, 21); it affects no commitment.',
  },
  EFFECT_REFUSED: {
    told: [
      on('2025-12-02', `meeting-${MEETING}`, {
        type: 'DecisionEffectRefused',
        data: { decisionId: idOf(98), commitmentId: idOf(90), effect: 'SIGN_OFF', code: 'RULE', reason: 'Closed' },
      }),
    ],
    about: idOf(90),
    sentence: 'The decision of 2 December 2025 to sign it off could not be carried out on 2 December 2025.',
  },
  ASK_UNANSWERED: {
    told: [
      on('2025-11-03', `ask-${ASK}`, {
        type: 'AskRaised',
        data: { words: 'A profile each', group: { name: 'My VOICE' }, audiences: [] },
      }),
    ],
    about: ASK,
    sentence: 'Asked on 3 November 2025 by My VOICE, and without an answer for 47 days.',
  },
};
