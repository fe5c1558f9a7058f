import type { Entry, Projection } from '../event-sourcing/projection.js';
import { withAppointment } from '../naming/leads.js';
import { nameKey } from '../naming/naming.js';
import type { CommitmentEvent, Party, TargetDate } from './commitment.events.js';
import { after, begin, hasEnded, type LifecycleEventType } from './commitment.lifecycle.js';
import { countsAs, withPeriod } from './commitments.periods.view.js';
import { stampAfter } from './commitments.stamp.view.js';
import { toldBy, type CommitmentView } from './commitments.view.js';
import { isDated } from './target-date.js';

type Apply = Projection<CommitmentView, CommitmentEvent>['apply'];

/** A word about the work: with it, the commitment is not silent. */
const word = (view: CommitmentView, entry: Entry): void => {
  view.lastWordOn = entry.day;
  if (view.saidOn === null || entry.statedOn > view.saidOn) view.saidOn = entry.statedOn;
};

/** There is nothing to report: that is not silence, but no report either. */
const declare = (view: CommitmentView, { data, day, statedOn }: Entry<Declared>): void => {
  view.lastWordOn = day;
  const meetingId = data.meetingId ?? null;
  const before = view.nothingSaid.find((one) => one.meetingId === meetingId);
  if (before && before.statedOn >= statedOn) return;
  view.nothingSaid = [...view.nothingSaid.filter((one) => one !== before), { meetingId, statedOn }];
};
type Declared = Extract<CommitmentEvent, { type: 'NothingToReportDeclared' }>;

/** A change of state. */
const live = (view: CommitmentView, entry: Entry, type: LifecycleEventType): void => {
  view.standing = after(view.standing, type);
  view.stateSince = entry.day;
  view.reviewOn = null;
  // Nobody waits for another date of a promise that has ended.
  if (hasEnded(view.standing.state)) view.targetRequest = null;
};

/** Another target on record. */
const aim = (view: CommitmentView, entry: Entry, target: TargetDate): void => {
  view.target = target;
  if (view.firstTarget === null || (!isDated(view.firstTarget) && isDated(target))) view.firstTarget = target;
  view.targetRequest = null;
  view.restatedTarget = null;
};

const isSame = (a: string, b: string): boolean => nameKey(a) === nameKey(b);

/** Each name once, and never the title itself. */
const aliasesOf = (title: string | null, names: readonly string[]): readonly string[] =>
  names.filter((name, n) => !isSame(name, title ?? '') && names.findIndex((other) => isSame(other, name)) === n);

const withoutNames = (parties: readonly Party[], removed: readonly Party[]): readonly Party[] =>
  parties.filter(({ name }) => !removed.some((one) => isSame(one.name, name)));

/** What each entry does to a commitment. */
const steps: Apply = {
  CommitmentMade(view, entry) {
    const { title, wording = null, reference = null, kind = null, origin = null, target = null, ...terms } = entry.data;
    const { planId = null, programmeId = null, workstreamId = null, partOf = null, lead, initialState } = terms;
    const { audiences, contributors, coproducers, places, firstSeenComplete, raisedAtMeetingId = null } = terms;
    const told = toldBy(entry);
    Object.assign(view, { made: told, reference, title, wording, kind, origin, planId, programmeId, workstreamId });
    Object.assign(view, {
      partOfId: partOf,
      raisedAtMeetingId,
      audiences,
      contributors,
      coproducers,
      places,
      firstSeenComplete,
    });
    view.appointments = lead ? withAppointment([], { lead }, entry.day) : [];
    view.target = target;
    view.firstTarget = target;
    view.standing = begin(initialState);
    view.stateSince = entry.day;
    if (initialState === 'COMPLETED') view.completion = { ...told, ...reportedOnly, doneOn: null, whatWasDone: null };
  },
  CommitmentReworded(view, entry) {
    const { title = view.title, wording = view.wording, oldTitleStaysAlias } = entry.data;
    const old = oldTitleStaysAlias && view.title !== null ? [view.title] : [];
    view.aliases = aliasesOf(title, [...view.aliases, ...old]);
    view.title = title;
    view.wording = wording;
  },
  ScopeChanged(view, { data }) {
    view.scope = data.to;
  },
  CommitmentFiled(view, { data }) {
    const { planId = view.planId, programmeId = view.programmeId } = data;
    const { workstreamId = view.workstreamId, partOf = view.partOfId } = data;
    Object.assign(view, { planId, programmeId, workstreamId, partOfId: partOf });
  },
  LeadAppointed(view, { data, day }) {
    view.appointments = withAppointment(view.appointments, data, day);
  },
  ContributorsChanged(view, { data }) {
    view.contributors = [...withoutNames(view.contributors, data.removed), ...data.added];
  },
  CommitmentCarriedForward(view, { data }) {
    view.carriedForwardIntoIds = [...view.carriedForwardIntoIds, data.intoId];
  },

  CommitmentAgreed: (view, entry) => live(view, entry, entry.type),
  WorkStarted: (view, entry) => live(view, entry, entry.type),
  CommitmentHeld(view, entry) {
    live(view, entry, entry.type);
    view.reviewOn = entry.data.reviewOn;
    word(view, entry);
  },
  CommitmentResumed(view, entry) {
    live(view, entry, entry.type);
    word(view, entry);
  },
  CompletionReported(view, entry) {
    live(view, entry, entry.type);
    const { doneOn = null, whatWasDone } = entry.data;
    view.completion = { ...toldBy(entry), ...reportedOnly, doneOn, whatWasDone };
    word(view, entry);
  },
  CompletionSignedOff(view, entry) {
    live(view, entry, entry.type);
    const { decidedBy, evidenceIds, waiver = null } = entry.data;
    const reported = view.completion ?? { ...toldBy(entry), ...reportedOnly, doneOn: null, whatWasDone: null };
    view.completion = { ...reported, signedOffOn: entry.day, signedOffBy: decidedBy, evidenceIds, waiver };
  },
  CompletionRefused(view, entry) {
    live(view, entry, entry.type);
    view.completion = null;
  },
  CommitmentReopened(view, entry) {
    live(view, entry, entry.type);
    view.completion = null;
  },
  CommitmentWithdrawn(view, entry) {
    live(view, entry, entry.type);
    word(view, entry);
  },
  CommitmentSuperseded(view, entry) {
    live(view, entry, entry.type);
    view.supersededByIds = entry.data.successorIds;
  },

  TargetSet: (view, entry) => aim(view, entry, entry.data.target),
  TargetMoveRequested(view, entry) {
    view.targetRequest = { ...toldBy(entry), target: entry.data.target, reason: entry.data.reason };
    view.dateEntries++;
    word(view, entry);
  },
  TargetMoved(view, entry) {
    aim(view, entry, entry.data.to);
    view.moves++;
    view.dateEntries++;
  },
  TargetMoveRefused(view) {
    view.targetRequest = null;
    view.dateEntries++;
  },
  TargetRestated(view, entry) {
    view.restatedTarget = { ...toldBy(entry), target: entry.data.target };
    view.dateEntries++;
  },

  ProgressReported(view, entry) {
    const { summary, percent = null } = entry.data;
    view.latestUpdate = { ...toldBy(entry), summary, percent };
    view.percent = percent ?? view.percent;
    word(view, entry);
  },
  NothingToReportDeclared: declare,
  RatingAssessed(view, entry) {
    const { rating, assessor, label = null, scale = null, reason = null } = entry.data;
    const others = view.ratings.filter((one) => !isSame(one.assessor, assessor));
    view.ratings = [...others, { ...toldBy(entry), rating, label, scale, assessor, reason }];
    word(view, entry);
  },
  ImpactRecorded(view, entry) {
    const { statement, expectedOrObserved, forWhom = null } = entry.data;
    view.latestImpact = { ...toldBy(entry), statement, expectedOrObserved, forWhom };
    word(view, entry);
  },
  EvidenceAttached(view, entry) {
    const { evidenceId: id, kind, title, link = null, file = null, altText = null } = entry.data;
    const others = view.evidence.filter((one) => one.id !== id);
    view.evidence = [...others, { ...toldBy(entry), id, kind, title, link, file, altText }];
    word(view, entry);
  },
  EvidenceWithdrawn(view, { data }) {
    view.evidence = view.evidence.filter(({ id }) => id !== data.evidenceId);
  },
};

/** Reported complete is not signed off. */
const reportedOnly = { signedOffOn: null, signedOffBy: null, evidenceIds: [], waiver: null } as const;

/** Folds an entry into a commitment; entries come in order of effective day. */
export const foldCommitment = Object.fromEntries(
  (Object.entries(steps) as [CommitmentEvent['type'], (view: CommitmentView, entry: Entry) => void][]).map(
    ([type, step]) => [
      type,
      (view: CommitmentView, entry: Entry) => {
        const before = countsAs(view);
        step(view, entry);
        view.periods = withPeriod(view.periods, entry.day, before, countsAs(view));
        view.lastDay = entry.day;
        view.stamp = stampAfter(view.stamp, entry);
      },
    ],
  ),
) as Apply;
