import { askId, LinkAsk, RaiseAsk } from '../asks/ask.commands.js';
import { bodyId, EstablishBody } from '../bodies/body.commands.js';
import { commitmentId } from '../commitments/commitment.commands.js';
import { ReportCompletion } from '../commitments/commitment.completion.commands.js';
import { StartWork } from '../commitments/commitment.lifecycle.commands.js';
import { RecordImpact, ReportProgress } from '../commitments/commitment.progress.commands.js';
import { SetTarget } from '../commitments/commitment.target.commands.js';
import {
  CarryForwardCommitment,
  ChangeContributors,
  ChangeScope,
  FileCommitment,
  MakeCommitment,
  RewordCommitment,
} from '../commitments/commitment.terms.commands.js';
import type { Sender } from '../event-sourcing/messages.js';
import {
  CloseReporting,
  meetingId,
  OpenReporting,
  ReceivePaper,
  RecordDecision,
  ScheduleMeeting,
} from '../meetings/meeting.commands.js';
import { feedbackId, RecordFeedback } from '../feedback/feedback.commands.js';
import { AdoptPlan, planId } from '../plans/plan.commands.js';
import {
  AddProgrammeAlias,
  NameProgramme,
  programmeId,
  RenameProgramme,
  ReportActivity,
} from '../programmes/programme.commands.js';
import { EstablishWorkstream, workstreamId } from '../workstreams/workstream.commands.js';
import type { Change, Example } from './example.shape.js';
import { rangeOf, Steps, type Round } from './example.steps.js';

/** Every command that puts the example plan on record, in rounds that follow one another. */
export const roundsOf = (example: Example, sender: Sender): readonly Round[] => {
  const steps = new Steps(example.papers, sender);
  const ids = idsOf(example);
  nameEverything(example, steps);
  holdMeetings(example, steps);
  makeCommitments(example, ids, steps);
  tellUpdates(example, ids, steps);
  for (const change of example.changes) tellChange(change, ids, steps);
  raiseAsks(example, ids, steps);
  recordFeedback(example, ids, steps);
  return steps.rounds();
};

/** Ids by the names and references the file uses; a name that stands for nothing in it is a fault of the file. */
const idsOf = ({ plans, programmes, workstreams, commitments, asks }: Example) => {
  const register = (kind: string, known: readonly (readonly [name: string, id: string])[]) => {
    const ids = new Map(known);
    const idOf = (name: string): string => {
      const id = ids.get(name);
      if (id === undefined) throw new Error(`The example plan names the ${kind} “${name}”, which is not in it.`);
      return id;
    };
    return { of: idOf, ofAny: (name: string | undefined) => (name === undefined ? undefined : idOf(name)) };
  };
  const plan = register('plan', plans.map(({ title }) => [title, planId(title)])); // prettier-ignore
  const references = commitments.map(({ reference, plan: title }) => {
    const id = commitmentId({ planId: plan.ofAny(title), reference }, reference);
    return [reference, id] as const;
  });
  return {
    plan,
    programme: register('programme', programmes.map(({ name }) => [name, programmeId(name)])), // prettier-ignore
    workstream: register('workstream', workstreams.map(({ name }) => [name, workstreamId(name)])), // prettier-ignore
    commitment: register('commitment', references),
    ask: register('ask', asks.map(({ id }) => [id, askId(`example plan ${id}`)])), // prettier-ignore
  };
};

type Ids = ReturnType<typeof idsOf>;

const nameEverything = ({ bodies, workstreams, plans, programmes }: Example, steps: Steps): void => {
  for (const body of bodies) {
    const { name, kind, aliases = [] } = body;
    steps.add('NAMES', EstablishBody, bodyId(name), body, { name, kind, aliases });
  }
  for (const workstream of workstreams) {
    const { name, aliases = [] } = workstream;
    steps.add('NAMES', EstablishWorkstream, workstreamId(name), workstream, { name, aliases });
  }
  for (const plan of plans) {
    const { title, version, adoptedBy } = plan;
    steps.add('NAMES', AdoptPlan, planId(title), plan, { title, version, adoptedBy });
  }
  for (const programme of programmes) {
    const { name, kind, aliases = [], aliasesAdded = [], renamed } = programme;
    const id = programmeId(name);
    steps.add('NAMES', NameProgramme, id, programme, { name, kind, aliases });
    for (const added of aliasesAdded) steps.add('NAMES', AddProgrammeAlias, id, added, { alias: added.alias });
    if (renamed) steps.add('NAMES', RenameProgramme, id, renamed, { name: renamed.name, oldNameStaysAlias: true });
  }
};

const holdMeetings = ({ meetings, papers: all }: Example, steps: Steps): void => {
  for (const meeting of meetings) {
    const { body, on, papers = [], decisions = [], reporting } = meeting;
    const id = meetingId(bodyId(body), on);
    steps.add('MEETINGS', ScheduleMeeting, id, meeting, { bodyId: bodyId(body), on });
    for (const received of papers) {
      const { title, presentedBy } = received;
      steps.add('MEETINGS', ReceivePaper, id, received, { title, presentedBy, citedAs: all[received.paper]?.name });
    }
    for (const decision of decisions) {
      const { outcome, text } = decision;
      steps.add('STORY', RecordDecision, id, decision, { outcome, text });
    }
    if (!reporting) continue;
    // Before anything that its papers say is on record, and after all of it.
    steps.conclude('OPENING', OpenReporting, id, reporting.opens, { closesOn: reporting.closes });
    steps.conclude('CLOSING', CloseReporting, id, reporting.closes, {});
  }
};

const makeCommitments = ({ commitments }: Example, ids: Ids, steps: Steps): void => {
  for (const commitment of commitments) {
    const { reference, title, wording, audiences, kind, origin, lead, contributors, coproducers, places, target } =
      commitment;
    steps.add(commitment.partOf ? 'PARTS' : 'WHOLES', MakeCommitment, ids.commitment.of(reference), commitment, {
      ...{ reference, title, wording, audiences, kind, origin, lead, contributors, coproducers, places, target },
      planId: ids.plan.ofAny(commitment.plan),
      programmeId: ids.programme.ofAny(commitment.programme),
      workstreamId: ids.workstream.ofAny(commitment.workstream),
      partOf: ids.commitment.ofAny(commitment.partOf),
      initialState: commitment.state,
    });
  }
};

const tellUpdates = ({ updates }: Example, ids: Ids, steps: Steps): void => {
  for (const { source, happened, about = [], concludedAbout = [], programme, ...update } of updates) {
    const { summary, impact, forWhom } = update;
    const stated = { source, happened };
    if (programme) steps.add('STORY', ReportActivity, ids.programme.of(programme), stated, { summary });
    const links = [
      ...about.map((reference) => ({ reference, entry: stated })),
      ...concludedAbout.map((reference) => ({ reference, entry: { ...stated, basis: 'INFERRED' as const } })),
    ];
    for (const { reference, entry } of links) {
      const id = ids.commitment.of(reference);
      if (impact) {
        steps.add('STORY', RecordImpact, id, entry, { statement: summary, expectedOrObserved: impact, forWhom });
      } else {
        steps.add('STORY', ReportProgress, id, entry, { summary });
      }
    }
  }
};

const raiseAsks = ({ asks }: Example, ids: Ids, steps: Steps): void => {
  for (const { id, source, group, audiences, words, concludedLinks = [] } of asks) {
    steps.add('WHOLES', RaiseAsk, ids.ask.of(id), { source }, { group, audiences, words });
    for (const reference of concludedLinks) {
      const link = { source, basis: 'INFERRED' } as const;
      steps.add('STORY', LinkAsk, ids.ask.of(id), link, { commitmentId: ids.commitment.of(reference) });
    }
  }
};

const recordFeedback = ({ feedback, papers }: Example, ids: Ids, steps: Steps): void => {
  for (const { id, source, speakerKind, speakerBasis, theme, group, about = {} } of feedback) {
    const { commitments = [], programmes = [], asks = [] } = about;
    const aboutIds = [
      ...commitments.map(ids.commitment.of),
      ...programmes.map(ids.programme.of),
      ...asks.map(ids.ask.of),
    ];
    const publishedIn = papers[source.split(', ', 1)[0] ?? '']?.name;
    const said = { speakerKind, speakerBasis, theme, group, aboutIds, publishedIn };
    steps.add('STORY', RecordFeedback, feedbackId(`example plan ${id}`), { source }, said);
  }
};

const tellChange = (change: Change, ids: Ids, steps: Steps): void => {
  const { target, started, reworded, scope, filed, contributors, completed, carriedInto } = change;
  const id = ids.commitment.of(change.of);
  if (target) steps.add('STORY', SetTarget, id, change, { target });
  if (started) steps.add('STORY', StartWork, id, change, {});
  if (reworded) steps.add('STORY', RewordCommitment, id, change, reworded);
  if (scope) steps.add('STORY', ChangeScope, id, change, scope);
  if (filed) {
    const filing = {
      programmeId: ids.programme.ofAny(filed.programme),
      workstreamId: ids.workstream.ofAny(filed.workstream),
    };
    steps.add('STORY', FileCommitment, id, change, filing);
  }
  if (contributors) steps.add('STORY', ChangeContributors, id, change, { added: contributors });
  if (completed) {
    const { whatWasDone, doneOn } = completed;
    steps.add('STORY', ReportCompletion, id, change, { whatWasDone, doneOn: doneOn && rangeOf(doneOn) });
  }
  if (carriedInto) steps.add('STORY', CarryForwardCommitment, id, change, { intoId: ids.commitment.of(carriedInto) });
};
