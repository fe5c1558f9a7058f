import { bodies } from '../bodies/bodies.queries.js';
import { commitments, type Reading } from '../commitments/commitments.queries.js';
import { decisions, type DecisionAnswer } from '../meetings/meetings.decisions.queries.js';
import { meetings } from '../meetings/meetings.queries.js';
import { columnsOf, together } from './exports.columns.js';
import { pagesOf } from './exports.commitments.js';
import { flatFile } from './exports.file.js';
import { day, flag, list, names } from './exports.parameters.js';

/** A decision, and the names of what it mentions. */
interface Decided {
  readonly decision: DecisionAnswer;
  readonly body: string | undefined;
  readonly meetingOn: string | undefined;
  /** What a commitment is called, by its id. */
  readonly called: (id: string) => string;
}

const column = columnsOf<Decided>();

const COLUMNS = [
  column('citedAs', 'Minute', ({ decision }) => decision.citedAs),
  column('body', 'Body', ({ body }) => body),
  column('meetingOn', 'Meeting on', ({ meetingOn }) => meetingOn),
  column('decidedOn', 'Decided on', ({ decision }) => decision.decidedOn),
  column('officer', 'Officer', ({ decision }) => decision.officer?.name),
  column('outcome', 'Outcome', ({ decision }) => decision.outcome),
  column('text', 'What was decided', ({ decision }) => decision.text),
  column('reasons', 'Reasons', ({ decision }) => decision.reasons),
  column('affects', 'Affects', ({ decision, called }) => together(decision.affectsIds.map(called))),
  column('effects', 'Effects', ({ decision, called }) =>
    together(decision.effects.map(({ kind, commitmentId, status }) => `${kind} ${called(commitmentId)}: ${status}`)),
  ),
  column('amendments', 'Times amended', ({ decision }) => decision.versions.length - 1),
  column('statedOn', 'Stated on', ({ decision }) => decision.statedOn),
  column('sourcePaper', 'Source paper', ({ decision }) => decision.source?.paper),
  column('sourceLocator', 'Place in the paper', ({ decision }) => decision.source?.locator),
  column('basis', 'Stated or inferred', ({ decision }) => decision.basis),
  column('meetingId', 'Id of the meeting', ({ decision }) => decision.meetingId),
  column('id', 'Id', ({ decision }) => decision.id),
];

/** What decisions mention is looked up once for all that were read together. */
const withNames = (reading: Reading, read: readonly DecisionAnswer[]): readonly Decided[] => {
  const { reader } = reading;
  const once = (ids: readonly string[]) => [...new Set(ids)];
  const byId = <T extends { readonly id: string }>(things: readonly T[]) => new Map(things.map((one) => [one.id, one]));
  const known = byId(bodies.byIds(reader, once(read.map(({ bodyId }) => bodyId))));
  const held = new Map(
    once(read.map(({ meetingId }) => meetingId)).map((id) => [id, meetings.byId(reader, id)?.on] as const),
  );
  const affected = byId(commitments.byIds(reading, once(read.flatMap(({ together }) => together.ids))));
  const called = (id: string): string => affected.get(id)?.reference ?? affected.get(id)?.title ?? id;
  return read.map((decision) => ({
    decision,
    body: known.get(decision.bodyId)?.name,
    meetingOn: held.get(decision.meetingId),
    called,
  }));
};

/** What bodies, and officers under delegation, decided: one row for each decision, the newest first. */
export const decisionsFile = flatFile({
  name: 'decisions',
  columns: COLUMNS,
  parameters: {
    body: list,
    meeting: list,
    commitment: list,
    outcome: names,
    from: day,
    to: day,
    affectsNothing: flag,
  },
  *things({ reading }, filter) {
    for (const read of pagesOf((page) => decisions.list(reading.reader, filter, page))) yield withNames(reading, read);
  },
});
