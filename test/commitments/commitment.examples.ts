import type { Day, DayRange } from '../../src/event-sourcing/days.js';
import type { Sender, Sending, Statement } from '../../src/event-sourcing/messages.js';
import { commitmentDecider } from '../../src/commitments/commitment.decider.js';
import type {
  Authority,
  CommitmentEvent,
  CommitmentState,
  CommitmentTerms,
  Party,
  TargetDate,
} from '../../src/commitments/commitment.events.js';
import { LONG_AGO, rulesOf, type Told } from '../support/decider.js';

/** The commitment of these tests, made on 2 September 2025 unless a test says otherwise. */
export const ID = '11111111-1111-4111-8111-111111111111';
export const OTHER_ID = '22222222-2222-4222-8222-222222222222';
export const PLAN_ID = '33333333-3333-4333-8333-333333333333';
export const WORKSTREAM_ID = '44444444-4444-4444-8444-444444444444';
export const EVIDENCE_ID = '55555555-5555-4555-8555-555555555555';
export const TODAY = '2025-12-02';

/** The rules, knowing of no parts, of everything that is named, and of one young people's group. */
export const { given } = rulesOf(commitmentDecider, {
  openParts: [],
  partIds: [],
  unknownIds: [],
  closedIds: [],
  states: {},
  youngPeoplesGroups: ['my voice', 'shadow committee'],
});

const sender = (id: string, name: string, roles: Sender['roles'], body: string | null): Sender => ({
  id,
  name,
  roles,
  body,
  workstreams: [],
  at: `${TODAY}T10:00:00.000Z`,
  today: TODAY,
});

export const ama = sender('account-ama', 'Ama Mensah', ['lead'], 'Housing');
export const gail = sender('account-gail', 'Gail Price', ['governance'], 'Democratic Services');
export const loader = sender('account-loader', 'Loader', ['importer'], null);

const by = (who: Sender, told?: Statement): Sending => ({
  sender: who,
  commandId: '99999999-9999-4999-8999-999999999999',
  ...(told ? { told } : {}),
});

/** Sent by a lead, or by governance staff; `told` says when it happened, and where it was stated. */
export const asLead = (told?: Statement): Sending => by(ama, told);
export const asGovernance = (told?: Statement): Sending => by(gail, told);
export const asImporter = (told?: Statement): Sending => by(loader, told);

/** One day as a range. */
export const day = (on: Day): DayRange => ({ earliest: on, latest: on });
/** Happened on a day, and was stated then. */
export const on = (when: Day): { readonly occurredOn: DayRange; readonly statedOn: Day } => ({
  occurredOn: day(when),
  statedOn: when,
});

export const board: Authority = { kind: 'BODY', name: 'Executive Board' };
export const housing: Party = { name: 'Housing', kind: 'TEAM' };
export const health: Party = { name: 'Health Partners', kind: 'PARTNER' };
export const myVoice: Party = { name: 'My VOICE', kind: 'TEAM' };

export const january: TargetDate = {
  asWritten: 'January 2026',
  earliest: '2026-01-01',
  latest: '2026-01-31',
  precision: 'MONTH',
};
export const march: TargetDate = {
  asWritten: 'March 2026',
  earliest: '2026-03-01',
  latest: '2026-03-31',
  precision: 'MONTH',
};
export const ongoing: TargetDate = { asWritten: 'Ongoing', earliest: null, latest: null, precision: 'ONGOING' };

type Event<T extends CommitmentEvent['type']> = Extract<CommitmentEvent, { type: T }>;

/** A commitment as it was made: agreed, and nothing else stated. */
export const made = (terms: Partial<CommitmentTerms> = {}): Event<'CommitmentMade'> => ({
  type: 'CommitmentMade',
  data: {
    title: 'Launch the new packs',
    audiences: ['care leavers'],
    contributors: [],
    coproducers: [],
    places: [],
    initialState: 'AGREED',
    firstSeenComplete: terms.initialState === 'COMPLETED',
    ...terms,
  },
});
export const proposed = made({ initialState: 'PROPOSED' });
export const dated = made({ target: january });

/** One event of each kind that other events build on. */
export const happened = {
  agreed: { type: 'CommitmentAgreed', data: { decidedBy: board } },
  started: { type: 'WorkStarted', data: {} },
  held: { type: 'CommitmentHeld', data: { reason: 'The hub is shut', reviewOn: '2026-02-01' } },
  resumed: { type: 'CommitmentResumed', data: { reason: 'The hub is open' } },
  completed: {
    type: 'CompletionReported',
    data: { whatWasDone: 'Launched in both hubs' },
    statedBy: { role: 'lead', body: 'Housing', name: 'Ama Mensah' },
  },
  evidenced: {
    type: 'EvidenceAttached',
    data: { evidenceId: EVIDENCE_ID, kind: 'PICTURE', title: 'The launch', file: 'launch.jpg' },
    recorderId: 'account-ama',
  },
  signedOff: { type: 'CompletionSignedOff', data: { decidedBy: board, evidenceIds: [], waiver: 'Seen by members' } },
  refused: { type: 'CompletionRefused', data: { decidedBy: board, reason: 'One hub is missing' } },
  reopened: { type: 'CommitmentReopened', data: { decidedBy: board, reason: 'It stopped again' } },
  withdrawn: { type: 'CommitmentWithdrawn', data: { decidedBy: board, reason: 'The hub was sold' } },
  superseded: { type: 'CommitmentSuperseded', data: { successorIds: [OTHER_ID] } },
  targetSet: { type: 'TargetSet', data: { target: january } },
  moveRequested: { type: 'TargetMoveRequested', data: { target: march, reason: 'The printer is late' } },
  moved: { type: 'TargetMoved', data: { from: january, to: march, reason: 'The printer is late', allowedBy: board } },
} as const satisfies Record<string, Told<CommitmentEvent>>;

const { started, held, completed, signedOff, withdrawn, superseded } = happened;

/** A short history that leads to each state. */
export const historyTo: Readonly<Record<CommitmentState, readonly Told<CommitmentEvent>[]>> = {
  PROPOSED: [proposed],
  AGREED: [made()],
  IN_PROGRESS: [made(), started],
  ON_HOLD: [made(), held],
  COMPLETED: [made(), completed],
  CLOSED: [made(), completed, signedOff],
  WITHDRAWN: [made(), withdrawn],
  SUPERSEDED: [made(), superseded],
};

/** The same event, stated and happening on another day. */
export const dayed = <E extends CommitmentEvent>(event: E, when: Day = LONG_AGO): Told<E> => ({
  ...event,
  ...on(when),
});
