import type { Day } from '../event-sourcing/days.js';
import type { Happened } from '../event-sourcing/happened.js';
import { dayOf } from '../event-sourcing/lifecycle-days.js';
import type { Attribution, Words } from '../event-sourcing/messages.js';
import { withAppointment, type Appointed } from '../naming/leads.js';
import type { CommitmentEvent, Party, TargetDate } from './commitment.events.js';
import { after, begin, hasEnded, type Standing } from './commitment.lifecycle.js';
import { isSameName } from './commitment.people.js';
import { isDated } from './target-date.js';

/** What the rules of a commitment need to remember of it. */
export interface Commitment {
  readonly standing: Standing;
  readonly madeOn: Day;
  /** The last day of each kind of change. */
  readonly changedOn: Readonly<Partial<Record<Track, Day>>>;
  readonly title: Words;
  /** `undefined`: none was stated. */
  readonly wording: Words | undefined;
  readonly filing: Filing;
  readonly appointments: readonly Appointed[];
  readonly contributors: readonly Party[];
  readonly target: TargetDate | null;
  /** Some target of it once named a day: from then on its date only moves. */
  readonly wasDated: boolean;
  /** The date that was asked for and neither allowed nor refused yet. */
  readonly requested: TargetDate | null;
  /** Evidence that was not withdrawn, with the account that attached it and the day. */
  readonly evidence: ReadonlyMap<string, { readonly by: string; readonly on: Day }>;
  /** Who reported it complete; `null` while nobody has. */
  readonly completedBy: Attribution | null;
  readonly carriedInto: readonly string[];
}

/** Where a commitment belongs; `null`: nowhere stated. */
export interface Filing {
  readonly planId: string | null;
  readonly programmeId: string | null;
  readonly workstreamId: string | null;
  readonly partOf: string | null;
}

/** Changes that follow one another: one of them may not lie before the last of its kind. */
export type Track = 'life' | 'wording' | 'scope' | 'filing' | 'lead' | 'contributors' | 'links' | 'target';

/**
 * The kind of each change. House rule: only facts about the work may be back-dated, and a paper's own date is such a
 * fact; so that the order of recording and the order of days tell the same story of everything else.
 */
export const TRACKS = {
  CommitmentMade: 'life',
  CommitmentReworded: 'wording',
  ScopeChanged: 'scope',
  CommitmentFiled: 'filing',
  LeadAppointed: 'lead',
  ContributorsChanged: 'contributors',
  CommitmentCarriedForward: 'links',
  CommitmentAgreed: 'life',
  WorkStarted: 'life',
  CommitmentHeld: 'life',
  CommitmentResumed: 'life',
  CompletionReported: 'life',
  CompletionSignedOff: 'life',
  CompletionRefused: 'life',
  CommitmentReopened: 'life',
  CommitmentWithdrawn: 'life',
  CommitmentSuperseded: 'life',
  TargetSet: 'target',
  TargetMoveRequested: 'target',
  TargetMoved: 'target',
  TargetMoveRefused: 'target',
  TargetRestated: null,
  ProgressReported: null,
  NothingToReportDeclared: null,
  RatingAssessed: null,
  ImpactRecorded: null,
  EvidenceAttached: null,
  EvidenceWithdrawn: null,
} as const satisfies Record<CommitmentEvent['type'], Track | null>;

/** The day before which a change of this kind may not lie. */
export const lastChange = ({ changedOn, madeOn }: Commitment, event: CommitmentEvent['type']): Day => {
  const track = TRACKS[event];
  return (track && changedOn[track]) ?? madeOn;
};

/** The day a commitment ended; `null` while something is expected of it. */
export const endedOn = ({ standing, changedOn, madeOn }: Commitment): Day | null =>
  hasEnded(standing.state) ? (changedOn.life ?? madeOn) : null;

/** The commitment after this happened; what happened before it was made is nobody's promise. */
export const evolve = (before: Commitment | null, event: Happened<CommitmentEvent>): Commitment | null => {
  if (event.type === 'CommitmentMade') return made(event);
  if (before === null) return null;
  const track = TRACKS[event.type];
  const commitment = track ? { ...before, changedOn: { ...before.changedOn, [track]: dayOf(event) } } : before;
  switch (event.type) {
    case 'CommitmentAgreed':
    case 'WorkStarted':
    case 'CommitmentHeld':
    case 'CommitmentResumed':
    case 'CompletionSignedOff':
    case 'CompletionRefused':
    case 'CommitmentReopened':
    case 'CommitmentWithdrawn':
    case 'CommitmentSuperseded':
      return { ...commitment, standing: after(commitment.standing, event.type) };
    case 'CompletionReported':
      return { ...commitment, standing: after(commitment.standing, event.type), completedBy: event.statedBy };
    case 'CommitmentReworded': {
      const { title = commitment.title, wording = commitment.wording } = event.data;
      return { ...commitment, title, wording };
    }
    case 'CommitmentFiled':
      return { ...commitment, filing: { ...commitment.filing, ...event.data } };
    case 'LeadAppointed': {
      const appointments = withAppointment(commitment.appointments, event.data, dayOf(event));
      return { ...commitment, appointments };
    }
    case 'ContributorsChanged': {
      const { added, removed } = event.data;
      const stay = commitment.contributors.filter((one) => !removed.some(({ name }) => isSameName(name, one.name)));
      return { ...commitment, contributors: [...stay, ...added] };
    }
    case 'CommitmentCarriedForward':
      return { ...commitment, carriedInto: [...commitment.carriedInto, event.data.intoId] };
    case 'TargetSet':
      return targeted(commitment, event.data.target);
    case 'TargetMoved':
      return targeted(commitment, event.data.to);
    case 'TargetMoveRequested':
      return { ...commitment, requested: event.data.target };
    case 'TargetMoveRefused':
      return { ...commitment, requested: null };
    case 'EvidenceAttached': {
      const attached = { by: event.recorderId, on: dayOf(event) };
      return { ...commitment, evidence: new Map(commitment.evidence).set(event.data.evidenceId, attached) };
    }
    case 'EvidenceWithdrawn':
      return {
        ...commitment,
        evidence: new Map([...commitment.evidence].filter(([id]) => id !== event.data.evidenceId)),
      };
    case 'ScopeChanged':
    case 'TargetRestated':
    case 'ProgressReported':
    case 'NothingToReportDeclared':
    case 'RatingAssessed':
    case 'ImpactRecorded':
      return commitment;
  }
};

const made = (event: Extract<Happened<CommitmentEvent>, { readonly type: 'CommitmentMade' }>): Commitment => {
  const day = dayOf(event);
  const { title, wording, planId, programmeId, workstreamId, partOf, lead, contributors, target, initialState } =
    event.data;
  return {
    standing: begin(initialState),
    madeOn: day,
    changedOn: { life: day },
    title,
    wording,
    filing: {
      planId: planId ?? null,
      programmeId: programmeId ?? null,
      workstreamId: workstreamId ?? null,
      partOf: partOf ?? null,
    },
    appointments: lead ? withAppointment([], { lead }, day) : [],
    contributors,
    target: target ?? null,
    wasDated: isDated(target),
    requested: null,
    evidence: new Map(),
    completedBy: initialState === 'COMPLETED' ? event.statedBy : null,
    carriedInto: [],
  };
};

const targeted = (commitment: Commitment, target: TargetDate): Commitment => ({
  ...commitment,
  target,
  wasDated: commitment.wasDated || isDated(target),
  requested: null,
});
