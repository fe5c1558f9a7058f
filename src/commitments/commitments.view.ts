import type { Day, DayRange } from '../event-sourcing/days.js';
import type { Words } from '../event-sourcing/messages.js';
import type { Appointed } from '../naming/leads.js';
import type { Told } from '../naming/told.js';
import type { Authority, CommitmentState, ImpactKind, Party, TargetDate } from './commitment.events.js';
import type { Standing } from './commitment.lifecycle.js';

export { toldBy, type Told } from '../naming/told.js';

/** What was last said about the progress of the work. */
export interface Update extends Told {
  readonly summary: Words;
  readonly percent: number | null;
}

/** What an assessor judged last. */
export interface Rating extends Told {
  readonly rating: string;
  readonly label: string | null;
  readonly scale: string | null;
  readonly assessor: string;
  readonly reason: Words;
}

/** What difference it made, or is to make, to young people. */
export interface Impact extends Told {
  readonly statement: Words;
  readonly expectedOrObserved: ImpactKind;
  readonly forWhom: string | null;
}

/** A record that something happened or changed, as long as it is not withdrawn. */
export interface Evidence extends Told {
  readonly id: string;
  readonly kind: string;
  readonly title: Words;
  readonly link: string | null;
  readonly file: string | null;
  readonly altText: Words;
}

/** The report that it is done, and the sign-off once there is one. */
export interface Completion extends Told {
  readonly doneOn: DayRange | null;
  readonly whatWasDone: Words;
  readonly signedOffOn: Day | null;
  readonly signedOffBy: Authority | null;
  readonly evidenceIds: readonly string[];
  readonly waiver: Words;
}

/** Another date that was asked for, and neither allowed nor refused yet. */
export interface TargetRequest extends Told {
  readonly target: TargetDate;
  readonly reason: Words;
}

/** A date that a later paper prints, though nobody moved the one on record. */
export interface RestatedTarget extends Told {
  readonly target: TargetDate;
}

/** What a commitment counts as in each dimension; empty text: nothing is stated. Who leads depends on the day. */
export interface CountsAs extends Readonly<Record<'STATE' | 'RATING' | 'WORKSTREAM' | 'PROGRAMME' | 'PLAN', string>> {
  readonly AUDIENCE: readonly string[];
  readonly LEAD: readonly Appointed[];
}

/** From this day on, a commitment counts as something else than before in the dimensions named. */
export type Period = readonly [from: Day, changed: Partial<CountsAs>];

/** Everything a commitment answers about itself: plain JSON, folded from its entries. Days it is read on come later. */
export interface CommitmentView {
  readonly id: string;
  /** Where it was first stated; `null`: it is not on record (yet, or any more). */
  made: Told | null;
  reference: string | null;
  title: Words;
  wording: Words;
  /** Old titles in use, and others of its own. */
  aliases: readonly string[];
  scope: Words;
  audiences: readonly string[];
  kind: string | null;
  origin: string | null;
  planId: string | null;
  programmeId: string | null;
  workstreamId: string | null;
  partOfId: string | null;
  /** The meeting that asked for it. */
  raisedAtMeetingId: string | null;
  appointments: readonly Appointed[];
  contributors: readonly Party[];
  coproducers: readonly string[];
  places: readonly string[];
  target: TargetDate | null;
  /** The first target that names a day, or else the first of all. */
  firstTarget: TargetDate | null;
  moves: number;
  /** How many entries spoke of the date after it was set: moves, wishes, refusals, and papers that print another. */
  dateEntries: number;
  targetRequest: TargetRequest | null;
  restatedTarget: RestatedTarget | null;
  standing: Standing;
  stateSince: Day;
  /** On hold only. */
  reviewOn: Day | null;
  firstSeenComplete: boolean;
  /** The latest of each assessor, the newest last. */
  ratings: readonly Rating[];
  latestUpdate: Update | null;
  /** The percentage stated last, whichever update stated it. */
  percent: number | null;
  latestImpact: Impact | null;
  evidence: readonly Evidence[];
  completion: Completion | null;
  /** The day of the last word of any kind about the work; `null`: no update was ever received. */
  lastWordOn: Day | null;
  /** The latest day on which a word about the work was stated, declarations that there is none apart. */
  saidOn: Day | null;
  /** When it was last said of each meeting's cycle that there is nothing to report; `null`: of no meeting in particular. */
  nothingSaid: readonly { readonly meetingId: string | null; readonly statedOn: Day }[];
  carriedForwardIntoIds: readonly string[];
  supersededByIds: readonly string[];
  /** What it counted as since which day, from when it was made on. */
  periods: readonly Period[];
  /** The last day anything counts from; nobody can be reading on an earlier one. */
  lastDay: Day;
  /** Tells which entries it was folded from: two views of a commitment with the same stamp are the same. */
  stamp: number;
}

/** A commitment before anything happened. */
export const blankCommitment = (id: string): CommitmentView => ({
  id,
  made: null,
  reference: null,
  title: null,
  wording: null,
  aliases: [],
  scope: null,
  audiences: [],
  kind: null,
  origin: null,
  planId: null,
  programmeId: null,
  workstreamId: null,
  partOfId: null,
  raisedAtMeetingId: null,
  appointments: [],
  contributors: [],
  coproducers: [],
  places: [],
  target: null,
  firstTarget: null,
  moves: 0,
  dateEntries: 0,
  targetRequest: null,
  restatedTarget: null,
  standing: { state: 'PROPOSED', heldFrom: null },
  stateSince: '',
  reviewOn: null,
  firstSeenComplete: false,
  ratings: [],
  latestUpdate: null,
  percent: null,
  latestImpact: null,
  evidence: [],
  completion: null,
  lastWordOn: null,
  saidOn: null,
  nothingSaid: [],
  carriedForwardIntoIds: [],
  supersededByIds: [],
  periods: [],
  lastDay: '',
  stamp: 0,
});

/** Is nothing more to be delivered by the target date in this state? */
export const isDelivered = (state: CommitmentState): boolean =>
  state === 'COMPLETED' || state === 'CLOSED' || state === 'WITHDRAWN' || state === 'SUPERSEDED';

/** What was judged last, whoever judged. */
export const latestRating = ({ ratings }: CommitmentView): Rating | null => ratings.at(-1) ?? null;
